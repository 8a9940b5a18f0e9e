import type { Context } from './context.ts';
import { withConsole } from './console-once.ts';
import { saveScreenshot } from './screenshot.ts';
import type { TargetFlags } from './targets.ts';

export interface ScreenFlags extends TargetFlags {
  readonly text: boolean;
  readonly png?: string;
}

/** `bootcatch screen`: the screen as it is now, as text (the default) or as a PNG file. */
export function screenCommand(context: Context, target: string, flags: ScreenFlags): Promise<number> {
  return withConsole(context, target, flags, async (console) => {
    if (flags.png !== undefined) {
      await saveScreenshot(console.screen, flags.png);
      context.stderr.write(`${context.say('cli.saved', { file: flags.png })}\n`);
    }
    if (flags.text || flags.png === undefined) context.stdout.write(`${console.reading?.text.lines.join('\n').trimEnd() ?? ''}\n`);
    return 0;
  });
}
