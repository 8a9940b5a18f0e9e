import { BootcatchError } from '../../base/error.ts';
import { Secret } from '../../base/secret.ts';
import type { Phase, Reading } from '../../reading/reading.ts';
import type { TypingLayouts } from '../../typing/strokes.ts';
import { Typist, type Echo } from '../../typing/typist.ts';
import { planKeys, unexpected, type Hands } from '../hands.ts';

/** Where what is typed does not show. */
const passwordPrompt = /(?:password|passphrase|maintenance|passwort|mot de passe|contraseña|senha|пароль|パスワード|密码|암호)[^:：]{0,60}[:：]\s*$/i;
const continuePrompt = /^\(or (?:press|type) Control-D to continue\):\s*$/i;
const ENTER_LIMIT_MS = 3_000;
/** Nobody reads what is typed there, or any key may be taken for a word to stop. */
const deafPhases: ReadonlySet<Phase> = new Set(['firmware', 'networkBoot', 'panic', 'fsck', 'relabel', 'crashDump']);

/**
 * Types a text at a prompt, `\n` as Enter, each line read back before its Enter. At a password prompt it is typed blind and told to
 * nobody. In a boot menu or its editor every letter is a command, and during a file-system check it may stop it: nothing is typed there.
 * @returns the layouts, as learnt from the echo
 * @throws BootcatchError `plan.*`
 */
export async function typeText(text: Secret, layouts: TypingLayouts, hands: Hands): Promise<TypingLayouts> {
  const typist = new Typist(hands, layouts);
  for (const [index, line] of text.reveal().split('\n').entries()) {
    if (index > 0) await enter(hands);
    if (line === '') continue;
    const before = await hands.look();
    if (deafPhases.has(before.phase) || (before.menu && before.menu.view !== 'shell' && before.menu.view !== 'password')) throw unexpected(before);
    if (before.menu?.view === 'password' || asksPassword(before)) await typist.typeBlind(new Secret(line));
    else await typist.type(line, echoBehindPrompt(before));
  }
  return typist.layouts;
}

async function enter(hands: Hands): Promise<void> {
  const before = (await hands.look()).text.lines.join('\n');
  hands.press(planKeys.enter);
  await hands.until((reading) => reading.text.lines.join('\n') !== before || undefined, ENTER_LIMIT_MS);
}

function asksPassword(reading: Reading): boolean {
  const last = reading.text.lines.findLast((line) => line.trim() !== '') ?? '';
  return passwordPrompt.test(last) || continuePrompt.test(last);
}

/** What stands behind the prompt in the last line, also after the screen has scrolled or the line wrapped. */
function echoBehindPrompt(before: Reading): Echo {
  const prompt = before.text.lines.findLast((line) => line.trim() !== '') ?? '';
  if (prompt === '') throw new BootcatchError('plan.noPrompt');
  return {
    read: ({ text: { lines } }) => {
      const row = lines.findLastIndex((line) => line.startsWith(prompt));
      if (row < 0) return undefined;
      const columns = Math.max(...lines.map((line) => line.length));
      const rest = lines.slice(row).map((line, index, all) => (all[index + 1] ? line.padEnd(columns) : line));
      return rest.join('').slice(prompt.length).replace(/^ /, '').trimEnd();
    },
  };
}
