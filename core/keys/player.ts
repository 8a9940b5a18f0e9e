import { sleep, type Clock } from '../base/clock.ts';
import type { KeyStroke } from '../rfb/session.ts';
import { shiftKeysym } from './keysyms.ts';
import type { KeyScript } from './script.ts';

export interface PlayPorts {
  readonly clock: Clock;
  /** Sends one key event to the console. */
  readonly send: (stroke: KeyStroke) => void;
  readonly signal: AbortSignal;
  /** Pause after each key. */
  readonly keyIntervalMs: number;
}

/**
 * Plays a key sequence once. Keys that are down when it ends or is aborted are let go, so that no modifier stays stuck.
 * @throws the signal's reason
 */
export async function playKeyScript(script: KeyScript, { clock, send, signal, keyIntervalMs }: PlayPorts): Promise<void> {
  const held = new Set<number>();
  const press = (keysym: number): void => {
    held.add(keysym);
    send({ keysym, down: true });
  };
  const release = (keysym: number): void => {
    held.delete(keysym);
    send({ keysym, down: false });
  };
  try {
    for (const step of script.steps) {
      signal.throwIfAborted();
      if (step.kind === 'wait') {
        await sleep(clock, step.delayMs, signal);
        continue;
      }
      const shift = step.shift && !held.has(shiftKeysym);
      if (shift) press(shiftKeysym);
      if (step.action !== 'off') press(step.keysym);
      if (step.action !== 'on') release(step.keysym);
      if (shift) release(shiftKeysym);
      await sleep(clock, keyIntervalMs, signal);
    }
  } finally {
    for (const keysym of [...held].reverse()) release(keysym);
  }
}
