import { readFileSync } from 'node:fs';
import { FakeLink } from '../rfb/fake-link.ts';
import type { ManualClock } from '../support/manual-clock.ts';

/** What a real GRUB wrote; `about` in the file says which and when. */
export const recorded = JSON.parse(readFileSync(new URL('serial-grub.json', import.meta.url), 'utf8')) as Readonly<Record<'countdownStops' | 'upAtFirst' | 'downToSecond' | 'upToFirst' | 'shell' | 'shellArrow' | 'menu' | 'editor' | 'redrawn', string>>;

/** What stands at the other end of a line: each key's bytes, and what is written in answer. */
export type Guest = (key: string) => string | undefined;

/** Each key as the bytes of one of ours. */
const keyNames: Readonly<Record<string, string>> = { '\x1bOx': 'F4', '\x0c': 'Ctrl-L', '\x1b[A': 'UP', '\x1b[B': 'DOWN', '\x1b[D': 'LEFT', '\x1b': 'ESC', '\r': 'ENTER' };

/** GRUB's menu as it stands, with what it wrote before lost. */
export class SerialGrub {
  readonly #redraws: boolean;
  readonly #locked: boolean;
  #counting = true;
  /** Where GRUB is. */
  at: 'menu' | 'shell' | 'editor';
  #selected: number;

  /**
   * @param options.redraws whether it knows Ctrl-L, as GRUB does since 2.12
   * @param options.locked whether it asks for a name before it opens its command line
   * @param options.selected the highlighted entry
   */
  constructor({ redraws = false, locked = false, at = 'menu', selected = 0 }: { redraws?: boolean; locked?: boolean; at?: SerialGrub['at']; selected?: number } = {}) {
    this.#redraws = redraws;
    this.#locked = locked;
    this.at = at;
    this.#selected = selected;
  }

  /** The index of the highlighted entry, and where GRUB is. */
  get stands(): string {
    return `${this.at} ${this.#selected}`;
  }

  readonly press: Guest = (key) => {
    if (this.at === 'editor') return key === 'Ctrl-L' ? recorded.editor : '';
    if (this.at === 'shell') {
      if (key === 'UP' || key === 'DOWN') return recorded.shellArrow;
      if (key !== 'ESC') return '';
      this.at = 'menu';
      return this.#menu();
    }
    const stop = this.#counting ? recorded.countdownStops : '';
    this.#counting = false;
    if (key === 'Ctrl-L' && this.#redraws) return stop + recorded.redrawn;
    if (key === 'UP' || key === 'DOWN') return stop + this.#move(key);
    if (key !== 'c') return stop;
    this.at = 'shell';
    return this.#locked ? '\x1b[?25h\x1b[H\x1b[J\x1b[1;1HEnter username: ' : recorded.shell;
  };

  #move(key: 'UP' | 'DOWN'): string {
    const from = this.#selected;
    this.#selected = key === 'UP' ? 0 : 1;
    if (from === this.#selected) return from === 0 ? recorded.upAtFirst : '';
    return key === 'UP' ? recorded.upToFirst : recorded.downToSecond;
  }

  #menu(): string {
    return this.#selected === 0 ? recorded.menu : recorded.menu + recorded.downToSecond;
  }
}

/** Time goes on by `forMs`, and the terminal, which has timers of its own, keeps up with what comes over the line. */
export async function pass(clock: ManualClock, forMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < forMs; passedMs += 100) {
    await clock.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/**
 * The end of a line on which `guest` answers; what is pressed goes into `pressed`, the lap's own F4 left out.
 * @param late how an answer is written that takes its time; default: at once
 */
export function lineTo(guest: Guest, pressed: string[], late = (write: () => void): void => write()): FakeLink {
  const link = new FakeLink();
  link.send = (bytes) => {
    const text = Buffer.from(bytes).toString('latin1');
    const key = keyNames[text] ?? text;
    if (key !== 'F4') pressed.push(key);
    const answer = guest(key);
    if (answer) late(() => link.say(Buffer.from(answer, 'latin1')));
  };
  return link;
}
