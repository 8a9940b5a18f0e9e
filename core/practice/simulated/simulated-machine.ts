import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/events.ts';
import type { Disposable } from '../../base/lifecycle.ts';
import { Screen, type ScreenView } from '../../screen/screen.ts';
import { gfxtermMode, TextPainter, vgaTextMode } from '../../screen/text-painter.ts';
import type { BootKey } from './boot-key.ts';
import { advance, newMachine, wakeTime, type Input } from './boot/boot-machine.ts';
import type { BootSettings } from './boot/boot-settings.ts';
import { drawEditor, drawFirmwareSetup, drawMenu, drawShellHead } from './boot/grub-pages.ts';
import type { Machine, Output, Stage } from './boot/machine.ts';
import { Terminal } from './terminal.ts';

/** How long changes are gathered before they are drawn; QEMU looks at its screen as often. */
const drawDelayMs = 30;

/** The simulated computer, running: the boot on a clock, drawn on a screen. */
export class SimulatedMachine implements Disposable {
  readonly #clock: Clock;
  readonly #settings: BootSettings;
  readonly #screen = new Screen();
  readonly #stageChanged = new Emitter<Stage['name']>();
  /** Tells each new stage of the boot. */
  readonly onStage = this.#stageChanged.event;
  #machine: Machine = newMachine;
  #terminal = new Terminal(vgaTextMode.columns, vgaTextMode.rows);
  #painter: TextPainter;
  #wake: Disposable | undefined;
  #draw: Disposable | undefined;

  constructor(settings: BootSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#painter = new TextPainter(this.#screen, vgaTextMode);
  }

  get screen(): ScreenView {
    return this.#screen;
  }

  /** What is on the screen, as text. */
  get lines(): readonly string[] {
    return this.#terminal.lines();
  }

  /** How far the boot has come. */
  get stage(): Stage {
    return this.#machine.stage;
  }

  powerOn(): void {
    this.#apply({ type: 'powerOn' });
  }

  /** As if it had been switched on a while ago: it has booted by itself and panicked, or waits where its settings make it wait. */
  startPanicked(): void {
    this.powerOn();
    for (let wakeMs = wakeTime(this.#machine); wakeMs !== undefined && this.#machine.stage.name !== 'panic'; wakeMs = wakeTime(this.#machine)) this.#apply({ type: 'time' }, wakeMs);
  }

  powerOff(): void {
    this.#apply({ type: 'powerOff' });
  }

  key(key: BootKey): void {
    this.#apply({ type: 'key', key });
  }

  /** Says whether any Shift key is down. */
  shift(held: boolean): void {
    if (held !== this.#machine.shiftHeld) this.#apply({ type: 'shift', held });
  }

  dispose(): void {
    this.#wake?.dispose();
    this.#draw?.dispose();
    this.#stageChanged.dispose();
  }

  #apply(input: Input, nowMs = this.#clock.now()): void {
    const before = this.#machine.stage;
    const { machine, output } = advance(this.#machine, input, { settings: this.#settings, nowMs });
    this.#machine = machine;
    for (const item of output) this.#put(item);
    if (machine.stage !== before) this.#drawPage(machine.stage);
    this.#wake?.dispose();
    const wakeMs = wakeTime(machine);
    this.#wake = wakeMs === undefined ? undefined : this.#clock.setTimeout(() => this.#apply({ type: 'time' }), Math.max(0, wakeMs - this.#clock.now()));
    this.#draw ??= this.#clock.setTimeout(() => {
      this.#draw = undefined;
      this.#painter.paint(this.#terminal, this.#clock.now());
    }, drawDelayMs);
    if (machine.stage.name !== before.name) this.#stageChanged.fire(machine.stage.name);
  }

  #put(item: Output): void {
    switch (item.do) {
      case 'print':
        this.#terminal.cursorShown = true;
        return this.#terminal.print(item.text);
      case 'clear':
        return this.#terminal.clear();
      case 'shellPage':
        return drawShellHead(this.#terminal, item.leavable, this.#settings);
      case 'mode': {
        const mode = item.output === 'graphical' ? gfxtermMode : vgaTextMode;
        if (mode.columns === this.#terminal.columns) return;
        this.#terminal = new Terminal(mode.columns, mode.rows);
        this.#painter = new TextPainter(this.#screen, mode);
      }
    }
  }

  #drawPage(stage: Stage): void {
    if (stage.name === 'menu') drawMenu(this.#terminal, stage, this.#settings);
    else if (stage.name === 'editor') drawEditor(this.#terminal, stage, this.#settings);
    else if (stage.name === 'firmwareSetup') drawFirmwareSetup(this.#terminal);
  }
}
