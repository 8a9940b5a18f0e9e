import { advance, newMachine, wakeTime, type Input } from '../../../../core/practice/simulated/boot/boot-machine.ts';
import { defaultBootSettings, type BootSettings } from '../../../../core/practice/simulated/boot/boot-settings.ts';
import type { Machine, Stage } from '../../../../core/practice/simulated/boot/machine.ts';

/** Plays inputs to the pure machine; its time is a number. */
export class BootDriver {
  machine: Machine = newMachine;
  nowMs = 0;
  /** Everything printed since the last `clear` or page. */
  printed = '';
  readonly #settings: BootSettings;

  constructor(changes: Partial<BootSettings> = {}) {
    this.#settings = { ...defaultBootSettings, ...changes };
    this.#apply({ type: 'powerOn' });
  }

  get stage(): Stage {
    return this.machine.stage;
  }

  /** In one word, what became of the boot so far. */
  get outcome(): string {
    const { stage } = this;
    switch (stage.name) {
      case 'menu':
        return stage.secondsLeft === undefined ? (stage.levels.length > 1 ? 'submenu' : 'held') : 'counting';
      case 'kernel':
        return `booting ${stage.to}`;
      default:
        return stage.name;
    }
  }

  key(...keys: readonly string[]): this {
    for (const key of keys) this.#apply({ type: 'key', key });
    return this;
  }

  type(text: string): this {
    return this.key(...text);
  }

  shift(held: boolean): this {
    this.#apply({ type: 'shift', held });
    return this;
  }

  powerOff(): this {
    this.#apply({ type: 'powerOff' });
    return this;
  }

  wait(ms: number): this {
    const untilMs = this.nowMs + ms;
    for (let dueMs = wakeTime(this.machine); dueMs !== undefined && dueMs <= untilMs; dueMs = wakeTime(this.machine)) {
      this.nowMs = Math.max(this.nowMs, dueMs);
      this.#apply({ type: 'time' });
    }
    this.nowMs = untilMs;
    return this;
  }

  /** Until the machine is at such a stage; at most an hour. */
  until(name: Stage['name']): this {
    for (let tries = 0; this.stage.name !== name && tries < 10_000; tries++) this.wait(Math.max(1, (wakeTime(this.machine) ?? this.nowMs + 3_600_000) - this.nowMs));
    if (this.stage.name !== name) throw new Error(`The machine stays at ${this.stage.name} and never comes to ${name}.`);
    return this;
  }

  #apply(input: Input): void {
    const { machine, output } = advance(this.machine, input, { settings: this.#settings, nowMs: this.nowMs });
    this.machine = machine;
    for (const item of output) {
      if (item.do === 'print') this.printed += item.text;
      else if (item.do !== 'mode') this.printed = '';
    }
  }
}
