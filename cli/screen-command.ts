import { readFile } from 'node:fs/promises';
import { BootcatchError } from '../core/base/error.ts';
import { redactUrl } from '../core/base/secret.ts';
import { guesserCommand, guesserFolder, guessText } from '../core/reading/node/guess.ts';
import { ScreenReader } from '../core/reading/reader.ts';
import type { ScreenText } from '../core/reading/reading.ts';
import { pngToPicture, screenFromPicture, screenToPng } from '../core/screen/png.ts';
import type { Screen } from '../core/screen/screen.ts';
import type { Context } from './context.ts';
import { withConsole } from './console-once.ts';
import { saveScreenshot } from './screenshot.ts';
import { homeFolder, type TargetFlags } from './targets.ts';

export interface ScreenFlags extends TargetFlags {
  readonly text: boolean;
  readonly png?: string;
}

/** `bootcatch screen`: the screen as it is now, as text (the default) or as a PNG file; or the text of a screenshot from elsewhere. */
export async function screenCommand(context: Context, target: string, flags: ScreenFlags): Promise<number> {
  if (/\.png$/i.test(target)) return tellPicture(context, target);
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
  const screen = screenFromPicture(await readPicture(file));
  const reader = new ScreenReader(screen);
  const { text } = reader.read();
  reader.dispose();
  await tellText(context, file, screen, text);
  return 0;
}

/** The text; where the letters are of no known font, a guess that says so. A blank screen is an empty text. */
async function tellText(context: Context, source: string, screen: Screen, { font, exactShare, lines }: ScreenText): Promise<void> {
  let text = lines.join('\n');
  if (font === undefined && exactShare === 0) {
    const folder = guesserFolder(homeFolder(context));
    const guess = await guessText(screenToPng(screen), folder);
    if (guess === undefined) throw new BootcatchError('cli.pictureNotText', { file: source, command: guesserCommand(folder) });
    text = `${context.say('app.guess')}\n${guess}`;
  }
  context.stdout.write(`${text.trimEnd()}\n`);
}

async function readPicture(file: string) {
  try {
    return pngToPicture(await readFile(file));
  } catch (error) {
    throw new BootcatchError('cli.pictureUnreadable', { file, reason: (error as NodeJS.ErrnoException).code ?? (error as Error).message }, { cause: error });
  }
}
