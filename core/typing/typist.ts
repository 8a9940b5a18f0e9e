import { sleep, type Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Secret } from '../base/secret.ts';
import { chord } from '../keys/chord.ts';
import { specialKeys } from '../keys/keysyms.ts';
import type { Reading } from '../reading/reading.ts';
import type { KeyStroke } from '../rfb/session.ts';
import { layoutsBehind, strokesFor, type TypingLayouts } from './strokes.ts';

/** Where typed text shows. */
export interface Echo {
  /** What stands there since the typing began, without blanks at its end; undefined where that can't be told from this picture. */
  read(reading: Reading): string | undefined;
}

export interface TypistPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  send(...strokes: readonly KeyStroke[]): void;
  /** The first thing that `find` finds on the screen, now or within `limitMs`; then in a fresh picture; then undefined. */
  until<T>(find: (reading: Reading) => T | undefined, limitMs: number): Promise<T | undefined>;
}

/** Between two keys. Consoles spend up to 10 ms on each of a key's events. */
const KEY_GAP_MS = 15;
/** A password has no echo to wait for, so it goes slowly enough for a BIOS buffer of 15 keys on a slow machine. */
const BLIND_GAP_MS = 60;
/** How far typing runs ahead of its echo, at first and once all is well: never as far as a BIOS buffer of 15 keys. */
const FIRST_RUN = 2;
const LONGEST_RUN = 8;
const ECHO_LIMIT_MS = 3_000;
/** A blank that is erased changes nothing that can be seen. */
const ERASED_LIMIT_MS = 400;
const MENDS_LIMIT = 4;

const withoutEndBlanks = (text: string): string => text.replace(/\s+$/, '');

/** Types text that can be seen, at the pace of its echo, and mends what arrives wrong. */
export class Typist {
  readonly #ports: TypistPorts;
  #layouts: TypingLayouts;

  constructor(ports: TypistPorts, assumed: TypingLayouts) {
    this.#ports = ports;
    this.#layouts = assumed;
  }

  /** The layouts as far as they are known: assumed, or learnt from what appeared. */
  get layouts(): TypingLayouts {
    return this.#layouts;
  }

  /**
   * Types one line of text and makes sure that it stands there. Enter is not part of it. Errors never hold the text: it may be a
   * password whose prompt was not recognized.
   * @throws BootcatchError `plan.noSuchKey`, `plan.typedUnseen`, `plan.typedWrong`
   */
  async type(text: string, echo: Echo): Promise<void> {
    this.#requireKeys(text);
    let typed = 0;
    let run = FIRST_RUN;
    let mends = 0;
    while (typed < text.length) {
      const next = Math.min(text.length, typed + run);
      await this.#send(text.slice(typed, next));
      const meant = withoutEndBlanks(text.slice(0, next));
      // What is only on its way is waited for; what is wrong stays wrong.
      const arrived = await this.#ports.until((reading) => {
        const seen = echo.read(reading);
        return seen !== undefined && (seen === meant || (seen.length >= meant.length && !meant.startsWith(seen))) ? seen : undefined;
      }, ECHO_LIMIT_MS);
      if (arrived === meant) {
        typed = next;
        run = Math.min(run * 2, LONGEST_RUN);
        continue;
      }
      const seen = arrived ?? (await this.#ports.until((reading) => echo.read(reading), ECHO_LIMIT_MS));
      if (seen === undefined || (seen === '' && mends > 0)) throw new BootcatchError('plan.typedUnseen');
      if (++mends > MENDS_LIMIT) throw new BootcatchError('plan.typedWrong', { seen });
      if (seen.length === meant.length) this.#layouts = layoutsBehind(meant.slice(typed), seen.slice(typed), this.#layouts) ?? this.#layouts;
      typed = await this.#eraseTo(commonLength(seen, meant), text, echo);
      run = FIRST_RUN;
    }
  }

  /** Types what does not echo: nothing of it is read back, waited for or told. @throws BootcatchError `plan.noSuchKey` */
  async typeBlind(secret: Secret): Promise<void> {
    for (const character of secret.reveal()) {
      const strokes = strokesFor(character, this.#layouts);
      if (!strokes) throw new BootcatchError('plan.noSuchKeySecret');
      this.#ports.send(...strokes);
      await sleep(this.#ports.clock, BLIND_GAP_MS, this.#ports.signal);
    }
  }

  #requireKeys(text: string): void {
    for (const character of text) if (!strokesFor(character, this.#layouts)) throw new BootcatchError('plan.noSuchKey', { character });
  }

  async #send(text: string): Promise<void> {
    for (const character of text) {
      // A character's events leave together: nothing can end the typing with Shift held down.
      this.#ports.send(...(strokesFor(character, this.#layouts) ?? []));
      await sleep(this.#ports.clock, KEY_GAP_MS, this.#ports.signal);
    }
  }

  /**
   * Takes back what is wrong, one Backspace at a time, down to just before the last character that was right: its going away
   * shows that no unseen blank stands behind the cursor.
   * @returns how much of `text` stands afterwards
   */
  async #eraseTo(right: number, text: string, echo: Echo): Promise<number> {
    const keep = Math.max(0, withoutEndBlanks(text.slice(0, right)).length - 1);
    const wanted = withoutEndBlanks(text.slice(0, keep));
    for (let presses = 0; presses < text.length + LONGEST_RUN; presses++) {
      const seen = await this.#ports.until((reading) => echo.read(reading), ECHO_LIMIT_MS);
      if (seen === undefined) throw new BootcatchError('plan.typedUnseen');
      if (seen.length <= wanted.length) return keep;
      const keysym = specialKeys['bs'] ?? 0;
      this.#ports.send(...chord(keysym));
      await this.#ports.until((reading) => echo.read(reading) !== seen || undefined, ERASED_LIMIT_MS);
    }
    throw new BootcatchError('plan.typedUnseen');
  }
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length++;
  return length;
}
