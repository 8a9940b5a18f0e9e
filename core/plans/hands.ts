import { every, sleep, type Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Console } from '../catch/console.ts';
import { firstOf } from '../catch/wait.ts';
import { chord } from '../keys/chord.ts';
import type { Reading } from '../reading/reading.ts';
import type { KeyStroke } from '../rfb/session.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { TypistPorts } from '../typing/typist.ts';

export interface HandsPorts {
  readonly console: Console;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly signal: AbortSignal;
  /** Opens the console again, without a reboot. Absent where somebody else keeps it open. */
  readonly reconnect?: (signal: AbortSignal) => Promise<void>;
}

/** A key with the name that the timeline gives it. */
export interface NamedKey {
  readonly name: string;
  readonly strokes: readonly KeyStroke[];
}

/** A console that is away is waited for this long, where somebody else brings it back. */
const AWAY_LIMIT_MS = 120_000;
/** How long the effect of a key may take that must not come twice, such as an Enter that opens one menu and would boot from the next: a busy host delays a guest by seconds. */
export const DECISIVE_LIMIT_MS = 8_000;
/** A page that stays the same for this long is drawn to its end. */
const SETTLE_MS = 200;
/** A console that draws nothing for this long is asked for a full picture: servers look at a still screen ever more rarely. */
const SILENCE_MS = 1_500;

/** Looks at the screen and presses keys, never the next before the last one's effect was seen. Survives a console that is lost and comes back. */
export class Hands implements TypistPorts {
  readonly #ports: HandsPorts;
  #keysSent = 0;
  #connections = 1;

  constructor(ports: HandsPorts) {
    this.#ports = ports;
  }

  get clock(): Clock {
    return this.#ports.clock;
  }

  get signal(): AbortSignal {
    return this.#ports.signal;
  }

  /** Counts the connections to the console: a key that was pressed on one that has ended may never have arrived. */
  get connections(): number {
    return this.#connections;
  }

  /** A full picture that was asked for just now. */
  async look(): Promise<Reading> {
    for (;;) {
      this.signal.throwIfAborted();
      const reading = await this.#ports.console.lookAgain();
      if (reading) return reading;
      await this.#comeBack();
    }
  }

  async until<T>(find: (reading: Reading) => T | undefined, limitMs: number): Promise<T | undefined> {
    const { clock, console } = this.#ports;
    const endMs = clock.now() + limitMs;
    for (;;) {
      const found = await firstOf<{ readonly value: T } | { readonly error: unknown } | 'gone' | 'over'>(this.signal, (done, parts) => {
        // What `find` throws is for whoever waits, not for the session that brought the picture.
        const check = (reading: Reading): void => {
          try {
            const value = find(reading);
            if (value !== undefined) done({ value });
          } catch (error) {
            done({ error });
          }
        };
        parts.add(console.onReading(check));
        parts.add(console.onGone(() => done('gone')));
        parts.add(clock.setTimeout(() => done('over'), Math.max(0, endMs - clock.now())));
        parts.add(every(clock, () => SILENCE_MS, () => clock.now() - console.lastFrameAtMs >= SILENCE_MS && void console.lookAgain()));
        if (!console.connected) done('gone');
        else if (console.reading) check(console.reading);
      });
      if (typeof found === 'object') {
        if ('error' in found) throw found.error;
        return found.value;
      }
      if (found === 'over') return find(await this.look());
      await this.#comeBack();
    }
  }

  /** What `read` makes of a picture that no longer changes: loaders draw their pages in steps. Undefined where it makes nothing of it within `limitMs`. */
  async settled<T>(read: (reading: Reading) => T | undefined, limitMs: number): Promise<T | undefined> {
    const endMs = this.clock.now() + limitMs;
    let last: string | undefined;
    for (;;) {
      const value = await this.until(read, Math.max(0, endMs - this.clock.now()));
      const now = JSON.stringify(value);
      if (value === undefined || now === last) return value;
      last = now;
      await this.pause(SETTLE_MS);
      await this.look();
    }
  }

  send(...strokes: readonly KeyStroke[]): void {
    this.#ports.console.send(...strokes);
  }

  /** Presses a key once. */
  press({ name, strokes }: NamedKey): void {
    this.#ports.timeline.append({ event: 'keySent', key: name, count: ++this.#keysSent, why: 'plan' });
    this.send(...strokes);
  }

  pause(delayMs: number): Promise<void> {
    return sleep(this.clock, delayMs, this.signal);
  }

  async #comeBack(): Promise<void> {
    const { clock, console, reconnect, timeline } = this.#ports;
    if (console.connected) return;
    this.#connections++;
    timeline.append({ event: 'heldLost' });
    if (reconnect) return reconnect(this.signal);
    const back = await firstOf<boolean>(this.signal, (done, parts) => {
      parts.add(console.onReading(() => done(true)));
      parts.add(clock.setTimeout(() => done(false), AWAY_LIMIT_MS));
    });
    if (!back) throw new BootcatchError('plan.consoleLost', { seconds: AWAY_LIMIT_MS / 1_000 });
  }
}

/** What makes two pictures the same: the words, and which entry is highlighted. A countdown's seconds are no change. */
export function contentOf({ text, menu }: Reading): string {
  return menu?.view === 'menu' ? JSON.stringify([menu.entries, menu.selectedIndex, menu.nested]) : text.lines.join('\n');
}

/** The plan's stop at a screen that none of its steps knows. */
export function unexpected(reading: Reading): BootcatchError {
  const line = reading.text.lines.findLast((text) => text.trim() !== '')?.trim() ?? '';
  return new BootcatchError('plan.unexpectedScreen', { phase: reading.phase, line: line.slice(0, 80) });
}

const control = 0xffe3;
const letterX = 0x78;

export const planKeys = {
  up: { name: 'UP', strokes: chord(0xff52) },
  down: { name: 'DOWN', strokes: chord(0xff54) },
  end: { name: 'END', strokes: chord(0xff57) },
  enter: { name: 'ENTER', strokes: chord(0xff0d) },
  escape: { name: 'ESC', strokes: chord(0xff1b) },
  edit: { name: 'e', strokes: chord(0x65) },
  backspace: { name: 'BACKSPACE', strokes: chord(0xff08) },
  /** A letter that is the same on every keyboard layout, to be seen and taken back. */
  probe: { name: 'x', strokes: chord(0x78) },
  f10: { name: 'F10', strokes: chord(0xffc7) },
  controlX: { name: 'Ctrl-X', strokes: chord(control, letterX) },
} as const satisfies Readonly<Record<string, NamedKey>>;
