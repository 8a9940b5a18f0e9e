import type { BootKey } from '../../../core/practice/simulated/boot-key.ts';
import { defaultBootSettings } from '../../../core/practice/simulated/boot/boot-settings.ts';
import type { Disk } from '../../../core/practice/simulated/boot/disk.ts';
import type { MenuEntry } from '../../../core/practice/simulated/boot/entries.ts';
import { keyInEditor } from '../../../core/practice/simulated/boot/grub-editor.ts';
import { drawEditor, drawMenu } from '../../../core/practice/simulated/boot/grub-pages.ts';
import { keyInMenu, topLevel } from '../../../core/practice/simulated/boot/grub.ts';
import type { Context, EditorStage, MenuStage } from '../../../core/practice/simulated/boot/machine.ts';
import { Terminal } from '../../../core/practice/simulated/terminal.ts';
import { TextConsole } from './consoles.ts';

const disk: Disk = { initramfs: {} };

/** What GRUB was told to boot: the entry's title, and its commands as they stood in the editor. */
export interface Booted {
  readonly title: string;
  readonly commands: readonly string[];
}

/** A console on the practice machine's GRUB with a menu of the test's own, held. It takes each key when `delayMs` says so, in their order. */
export class GrubConsole extends TextConsole {
  readonly booted: Booted[] = [];
  /** How long the guest stands still before it takes the next key; a new one is drawn for each. */
  delayMs: () => number = () => 0;
  #stage: MenuStage | EditorStage;
  /** Keys wait here for the guest. */
  #freeAtMs = 0;

  constructor(entries: readonly MenuEntry[], selected = 0) {
    super();
    this.#stage = { name: 'menu', levels: [{ entries, selected, nested: false }], secondsLeft: undefined };
    this.attach(
      () => (this.booted.length > 0 ? ["  Booting a command list", '', '[    0.000000] Linux version 6.1.0-28-practice'] : this.#page()),
      (key) => {
        const delay = this.delayMs();
        this.#freeAtMs = Math.max(this.#freeAtMs, this.clock.now()) + delay;
        const wait = this.#freeAtMs - this.clock.now();
        if (wait <= 0) return this.#take(key);
        this.clock.setTimeout(() => {
          this.#take(key);
          this.draw();
        }, wait);
      },
    );
  }

  /** Title of the highlighted entry, or of the one that is being edited. */
  get highlighted(): string {
    const level = topLevel(this.#stage.name === 'menu' ? this.#stage : this.#stage.menu);
    return level.entries[level.selected]?.title ?? '';
  }

  #page(): readonly string[] {
    const terminal = new Terminal(80, 25);
    if (this.#stage.name === 'menu') drawMenu(terminal, this.#stage, defaultBootSettings);
    else drawEditor(terminal, this.#stage, defaultBootSettings);
    return terminal.lines();
  }

  #take(key: BootKey): void {
    if (this.booted.length > 0) return;
    const stage = this.#stage;
    const context: Context = { settings: defaultBootSettings, nowMs: this.clock.now() };
    const boots = stage.name === 'editor' ? ['ctrl-x', 'f10'].includes(key) : key === 'enter' && !topLevel(stage).entries[topLevel(stage).selected]?.submenu;
    if (boots) {
      const { entries, selected } = topLevel(stage.name === 'menu' ? stage : stage.menu);
      this.booted.push({ title: this.highlighted, commands: stage.name === 'editor' ? stage.lines : (entries[selected]?.commands ?? []) });
      return;
    }
    const next = (stage.name === 'menu' ? keyInMenu(stage, key, { stage, disk, buffer: [], shiftHeld: false }, context) : keyInEditor(stage, key, { stage, disk, buffer: [], shiftHeld: false }, context)).stage;
    if (next.name !== 'menu' && next.name !== 'editor') throw new Error(`The key ${key} led to ${next.name}.`);
    this.#stage = next;
  }
}
