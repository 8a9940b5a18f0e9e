import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../core/base/clock.ts';
import { createDialer } from '../../../core/link/dial.ts';
import { createConsoleOpener } from '../../../core/rfb/open-console.ts';
import { Screen } from '../../../core/screen/screen.ts';
import type { Contender } from './contender.ts';

const intervalMs = 100;
const left = 0xff51;

/** What one would write in an afternoon: every 100 ms a try at the same address, one step at a time, then an arrow every 100 ms. */
export const plainPoller: Contender = {
  name: 'plain poller, 100 ms',
  lap: async (target, stopped) => {
    const open = createConsoleOpener(createDialer(systemClock), systemClock);
    const endpoint = await target.endpoint(stopped);
    const screen = new Screen();
    let rebooted = false;
    while (!stopped.aborted) {
      const session = await open(endpoint, { handshake: 'polite', firstKeys: [], timeoutMs: 5_000, signal: stopped }).catch(() => undefined);
      if (session) {
        session.attach(screen);
        const ended = new Promise<void>((resolve) => {
          session.onClose(() => resolve());
          stopped.addEventListener('abort', () => resolve(), { once: true });
        });
        if (!rebooted) await target.reboot?.('hard', stopped);
        rebooted = true;
        const pressing = setInterval(() => [true, false].forEach((down) => session.sendKey({ keysym: left, down })), intervalMs);
        await ended;
        clearInterval(pressing);
        session.dispose();
      }
      await wait(intervalMs);
    }
  },
};
