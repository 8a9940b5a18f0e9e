import { playKeyScript } from '../core/keys/player.ts';
import { parseKeyScript } from '../core/keys/script.ts';
import { withConsole } from './console-once.ts';
import type { Context } from './context.ts';
import type { TargetFlags } from './targets.ts';

/** Between two keys; QEMU itself spends 10 ms on each. */
const KEY_INTERVAL_MS = 50;
/** For the last key's effect to be drawn. */
const EFFECT_MS = 300;

/** `bootcatch keys`: plays a key sequence once and shows the screen that it leads to. */
export async function keysCommand(context: Context, target: string, sequence: string, flags: TargetFlags): Promise<number> {
  const script = parseKeyScript(sequence);
  if (script.unknownNames.length > 0) context.stderr.write(`${context.say('keys.unknownName', { names: script.unknownNames.join(', ') })}\n`);
  return withConsole(context, target, flags, async (console) => {
    const { clock, signal } = context;
    await playKeyScript(script, { clock, signal, keyIntervalMs: KEY_INTERVAL_MS, send: (stroke) => console.send(stroke) });
    await new Promise<void>((resolve) => clock.setTimeout(resolve, EFFECT_MS));
    const reading = await console.lookAgain();
    context.stdout.write(`${reading?.text.lines.join('\n').trimEnd() ?? ''}\n`);
    return 0;
  });
}
