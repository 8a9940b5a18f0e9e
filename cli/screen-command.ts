import { readFile } from 'node:fs/promises';
import { BootcatchError } from '../core/base/error.ts';
import { ScreenReader } from '../core/reading/reader.ts';
import { pngToPicture, screenFromPicture } from '../core/screen/png.ts';
import type { Context } from './context.ts';
import { withConsole } from './console-once.ts';
import { saveScreenshot } from './screenshot.ts';
import type { TargetFlags } from './targets.ts';

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
    if (flags.text || flags.png === undefined) context.stdout.write(`${console.reading?.text.lines.join('\n').trimEnd() ?? ''}\n`);
    return 0;
  });
}

async function tellPicture(context: Context, file: string): Promise<number> {
  const reader = new ScreenReader(screenFromPicture(await readPicture(file)));
  const { text } = reader.read();
  reader.dispose();
  if (text.font === undefined) throw new BootcatchError('cli.pictureNotText', { file });
  context.stdout.write(`${text.lines.join('\n').trimEnd()}\n`);
  return 0;
}

async function readPicture(file: string) {
  try {
    return pngToPicture(await readFile(file));
  } catch (error) {
    throw new BootcatchError('cli.pictureUnreadable', { file, reason: (error as NodeJS.ErrnoException).code ?? (error as Error).message }, { cause: error });
  }
}
