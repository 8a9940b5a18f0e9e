import { BootcatchError } from '../core/base/error.ts';
import { Console } from '../core/catch/console.ts';
import { firstOf } from '../core/catch/wait.ts';
import { ScreenReader } from '../core/reading/reader.ts';
import { Screen } from '../core/screen/screen.ts';
import type { Context } from './context.ts';
import { openTarget, type TargetFlags } from './targets.ts';

const OPEN_LIMIT_MS = 15_000;
const PICTURE_LIMIT_MS = 10_000;

/**
 * Opens a target's console, waits for its first full picture, lets `use` work with it, and closes everything.
 * @throws BootcatchError `cli.noPicture` where the console opens but shows nothing
 */
export async function withConsole<T>(context: Context, targetText: string, flags: TargetFlags, use: (console: Console) => T | Promise<T>): Promise<T> {
  const { clock, openConsole, signal } = context;
  const opened = await openTarget(context, targetText, flags);
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), clock);
  try {
    const { target } = opened;
    const endpoint = await target.endpoint(signal);
    const handshake = endpoint.handshake ?? target.reach.handshake;
    console.adopt(await openConsole(endpoint, { handshake, firstKeys: [], timeoutMs: OPEN_LIMIT_MS, signal }));
    const seen = await firstOf<boolean>(signal, (done, parts) => {
      parts.add(console.onReading(() => done(true)));
      parts.add(console.onGone(() => done(false)));
      parts.add(clock.setTimeout(() => done(false), PICTURE_LIMIT_MS));
    });
    if (!seen) throw new BootcatchError('cli.noPicture');
    return await use(console);
  } finally {
    console.dispose();
    await opened.dispose();
  }
}
