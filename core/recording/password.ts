import type { ScreenText } from '../reading/reading.ts';

/** Words behind which a console shows nothing of what is typed. Wide on purpose: a key too few in a recording harms nobody. */
const prompt = /(?:pass(?:word|phrase|code|wd)|maintenance|passwort|mot de passe|contraseña|senha|пароль|パスワード|暗証|密码|암호|\bPIN\b|secret)[^:：]{0,60}[:：]\s*$|Control-D to continue\):\s*$/i;

/** True where the last line of the screen asks for a password. */
export function asksPassword({ lines }: ScreenText): boolean {
  return prompt.test(lines.findLast((line) => line.trim() !== '') ?? '');
}
