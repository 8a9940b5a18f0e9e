import { readFile } from 'node:fs/promises';
import { BootcatchError } from '../core/base/error.ts';
import { redactUrl } from '../core/base/secret.ts';
import { guesserCommand, guesserFolder, guessText } from '../core/reading/node/guess.ts';
import { findCauses, tellCause } from '../core/reading/panic/causes.ts';
import { readPanicQr, showsQrCode } from '../core/reading/panic/qr.ts';
import { ScreenReader } from '../core/reading/reader.ts';
import type { ScreenText } from '../core/reading/reading.ts';
import { pngToPicture, screenFromPicture, screenToPng } from '../core/screen/png.ts';
import type { Screen } from '../core/screen/screen.ts';
import { unscaled } from '../core/screen/unscaled.ts';
import type { Context } from './context.ts';
import { withConsole } from './console-once.ts';
import { saveScreenshot } from './screenshot.ts';
import { homeFolder, type TargetFlags } from './targets.ts';

export interface ScreenFlags extends TargetFlags {
  readonly text: boolean;
  readonly png?: string;
}

/** Pictures of other kinds, by their files' names. An address may end so, too, but has no such file's name before it. */
const otherPictures = /^[^:]*\.(?:jpe?g|webp|gif|bmp|heic|avif|tiff?)$/i;

/** `bootcatch screen`: the screen as it is now, as text (the default) or as a PNG file; or the text of a screenshot from elsewhere. */
export async function screenCommand(context: Context, target: string, flags: ScreenFlags): Promise<number> {
  if (/\.png$/i.test(target)) return tellPicture(context, target);
  if (otherPictures.test(target)) throw new BootcatchError('cli.pictureNotPng', { file: target });
  return withConsole(context, target, flags, async (console) => {
    if (flags.png !== undefined) {
      await saveScreenshot(console.screen, flags.png);
      context.stderr.write(`${context.say('cli.saved', { file: flags.png })}\n`);
    }
    if ((flags.text || flags.png === undefined) && console.reading) await tellText(context, target.includes('://') ? redactUrl(target) : target, console.screen, console.reading.text);
    return 0;
  });
}

async function tellPicture(context: Context, file: string): Promise<number> {
  const screen = screenFromPicture(unscaled(await readPicture(file)));
  const reader = new ScreenReader(screen);
  const { text } = reader.read();
  reader.dispose();
  await tellText(context, file, screen, text);
  return 0;
}

/** The text; where the letters are of no known font, a guess that says so. A blank screen is an empty text. What a stop usually is comes beside it. */
async function tellText(context: Context, source: string, screen: Screen, screenText: ScreenText): Promise<void> {
  let text = screenText.lines.join('\n');
  const code = showsQrCode(screenText) || !isMostlyLetters(text) ? readPanicQr(screen) : undefined;
  if (code) {
    context.stderr.write(`${context.say('cli.panicCode', { version: code.kernelVersion ?? '' })}\n`);
    text = code.log.join('\n');
  } else if (text.trim() === '' ? !isAlmostOfOneColour(screen) : !isMostlyLetters(text)) {
    const folder = guesserFolder(homeFolder(context));
    const guess = await guessText(screenToPng(screen), folder);
    if (guess === undefined) throw new BootcatchError('cli.pictureNotText', { file: source, command: guesserCommand(folder) });
    text = `${context.say('app.guess')}\n${guess}`;
  }
  context.stdout.write(`${text.trimEnd()}\n`);
  const unread = text.split('\ufffd').length - 1;
  if (unread > 0) context.stderr.write(`${context.say('cli.unread', { count: unread })}\n`);
  const [cause] = findCauses(text.split('\n')).map((found) => tellCause(found, context.locale));
  if (cause) context.stderr.write(`${context.say('cli.usually', { cause: cause.cause, cure: cause.cures[0] ?? '' })}\n`);
}

/** A blank screen, perhaps with a cursor. */
function isAlmostOfOneColour({ width, height, pixels }: Screen): boolean {
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
  return words.reduce((others, word) => others + (word === words[0] ? 0 : 1), 0) <= words.length * 0.01;
}

/** A scaled picture that fits some font by chance gives dots, blocks and gaps. Frames of menus say nothing either way. */
function isMostlyLetters(text: string): boolean {
  const drawn = text.replace(/[\s\u2500-\u257f]/g, '');
  return drawn.replace(/[^\p{L}\p{N}]/gu, '').length * 2 >= drawn.length && drawn !== '';
}

async function readPicture(file: string) {
  try {
    return pngToPicture(await readFile(file));
  } catch (error) {
    throw new BootcatchError('cli.pictureUnreadable', { file, reason: (error as NodeJS.ErrnoException).code ?? (error as Error).message }, { cause: error });
  }
}
