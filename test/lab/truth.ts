import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Image } from '../../core/practice/machine/images.ts';
import { bootMarks, type BootMark } from '../../core/practice/machine/recipes.ts';
import type { PracticeMachine } from '../../core/practice/machine/types.ts';
import { ByteSource } from './truth-source.ts';
import { readTextMemory } from './vga-memory.ts';

/** GRUB passed a place in its configuration. */
export interface Mark {
  readonly mark: BootMark;
  /** `performance.now()` when the byte arrived. */
  readonly atMs: number;
}

/** A key that reached the guest's keyboard. */
export interface GuestKey {
  /** QEMU's name, e.g. `f4`, `ret`. */
  readonly key: string;
  readonly down: boolean;
  readonly atMs: number;
}

/** What is on the machine's screen, straight from the machine. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, rows from the top. */
  readonly pixels: Uint8Array;
}

/** A picture and when it was taken: at some moment between the two, by `performance.now()`. */
export interface TimedPicture extends Picture {
  readonly askedMs: number;
  readonly answeredMs: number;
}

export interface HeldTruth {
  readonly held: boolean;
  /** In words, for a failing test. */
  readonly why: string;
}

const markNames = new Map<string, BootMark>(Object.entries(bootMarks).map(([name, byte]) => [byte, name as BootMark]));

/** Keys that leave a standing menu for its editor, its shell or a password prompt without a mark. */
const keysThatLeaveTheMenu = new Set(['e', 'c', 'p']);

/** Beyond its timeout a menu that nobody touched still takes a while to boot its entry: half a second here, more under load. */
const graceMs = 1_500;

const neverCame: HeldTruth = { held: false, why: 'GRUB never came to its menu' };
const menuStands: HeldTruth = { held: true, why: 'the menu stands' };

function judgeWords(lines: readonly string[]): HeldTruth {
  const text = lines.join('\n');
  return text.includes('keys to select which entry') && !text.includes('automatically') ? menuStands : { held: false, why: `no menu without a countdown is on screen:\n${text}` };
}

/**
 * What really happened in the machine, told by the machine and not by its console: marks that GRUB writes to a debug port,
 * the serial line, QEMU's trace of keys and its own pictures.
 */
export class Truth {
  readonly marks: Mark[] = [];
  readonly keys: GuestKey[] = [];
  /** Everything that came over the serial line: kernel messages, the rescue shell's greeting. */
  serial = '';
  readonly #image: Image;
  #machine: PracticeMachine | undefined;
  readonly #sources: ByteSource[] = [];
  readonly #changed = new Set<() => void>();

  private constructor(image: Image) {
    this.#image = image;
  }

  /** The listening side. The machine is made with {@link machineArguments} and then handed to {@link watch}. */
  static async listen(image: Image): Promise<Truth> {
    const truth = new Truth(image);
    truth.#sources.push(
      await ByteSource.listen((bytes) => truth.#takeMarks(bytes)),
      await ByteSource.listen((bytes) => {
        truth.serial += bytes.toString('latin1');
        truth.#tell();
      }),
    );
    return truth;
  }

  /** What QEMU needs to be told. */
  get machineArguments(): readonly string[] {
    const [marks, serial] = this.#sources;
    return [
      ...(marks?.device('truth-marks') ?? []),
      '-device', 'isa-debugcon,iobase=0x500,chardev=truth-marks',
      ...(serial?.device('truth-serial') ?? []),
      '-serial', 'chardev:truth-serial',
      '-trace', 'input_event_key_qcode',
    ];
  }

  watch(machine: PracticeMachine): void {
    this.#machine = machine;
    machine.onErrorLine((line) => {
      const [, key, down] = /input_event_key_qcode .*key qcode (\S+), down (\d)/.exec(line) ?? [];
      if (key === undefined) return;
      this.keys.push({ key, down: down === '1', atMs: performance.now() });
      this.#tell();
    });
  }

  /** The last mark, i.e. how far the boot loader came since the last reboot. */
  get lastMark(): Mark | undefined {
    return this.marks.at(-1);
  }

  /** Resolves with the first such mark after the first `skip` marks of any kind. */
  waitForMark(mark: BootMark, { skip = 0, limitMs = 30_000 } = {}): Promise<Mark> {
    return this.#waitFor(() => this.marks.slice(skip).find((found) => found.mark === mark), limitMs, `the mark ${mark}`);
  }

  /** Resolves once the serial line has said `text`. */
  async waitForSerial(text: string, { limitMs = 60_000 } = {}): Promise<void> {
    await this.#waitFor(() => this.serial.includes(text) || undefined, limitMs, `“${text}” on the serial line`);
  }

  /** The machine's own picture of its screen. */
  async picture(): Promise<TimedPicture> {
    const folder = await mkdtemp(join(tmpdir(), 'bootcatch-picture-'));
    try {
      const file = join(folder, 'screen.ppm');
      const askedMs = performance.now();
      await this.#command('screendump', { filename: file });
      const answeredMs = performance.now();
      return { ...decodePortablePixmap(await readFile(file)), askedMs, answeredMs };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The characters on a screen in text mode (720×400), from the graphics card's memory; undefined in every other mode. */
  async textScreen(): Promise<readonly string[] | undefined> {
    const { width, height } = await this.picture();
    if (width !== 720 || height !== 400) return undefined;
    await this.#command('stop');
    try {
      return await readTextMemory(async (line) => String(await this.#command('human-monitor-command', { 'command-line': line })));
    } finally {
      await this.#command('cont');
    }
  }

  /** Presses keys on the machine's keyboard, past every console. QEMU's names, e.g. `['f4']`, `['ctrl', 'x']`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#command('send-key', { keys: keys.map((data) => ({ type: 'qcode', data })) });
  }

  /**
   * Whether the menu stands. It does where the menu's mark came, nothing was booted and the menu not left although its
   * timeout is long over, and the screen shows a menu without a countdown: by its words in text mode, else by standing still.
   * Takes up to the timeout + 1.5 s, and 1.3 s more where there are no words.
   */
  async menuHeld(): Promise<HeldTruth> {
    const menu = this.#lastMenu;
    if (menu === undefined) return neverCame;
    const doneAtMs = menu.atMs + this.#image.recipe.timeoutSeconds * 1_000 + graceMs;
    while (performance.now() < doneAtMs && this.#leftSince(menu) === undefined) await wait(50);
    // A menu on a serial line is not in the picture; there only the marks tell.
    if (this.#image.recipe.output === 'serial') return this.#leftSince(menu) ?? { held: true, why: 'nothing was booted' };
    const left = this.#leftSince(menu);
    if (left !== undefined) return left;
    const words = await this.textScreen();
    if (words !== undefined) return this.#leftSince(menu) ?? judgeWords(words);
    const still = await this.#standsStill();
    return this.#leftSince(menu) ?? still;
  }

  /**
   * As {@link menuHeld}, without waiting for the end of the timeout: nothing but a countdown boots by itself, and one shows. In text
   * mode its line must be gone, on any other screen nothing may change for longer than a second. Takes 1.3 s at most where the menu stands.
   */
  async countdownStopped(): Promise<HeldTruth> {
    const menu = this.#lastMenu;
    if (menu === undefined) return neverCame;
    if (this.#image.recipe.output === 'serial') return this.menuHeld();
    const doneAtMs = menu.atMs + this.#image.recipe.timeoutSeconds * 1_000 + graceMs;
    for (;;) {
      const seen = this.#leftSince(menu) ?? (await this.#countdownSeen());
      const judged = this.#leftSince(menu) ?? seen;
      if (judged.held || performance.now() >= doneAtMs) return judged;
    }
  }

  async #countdownSeen(): Promise<HeldTruth> {
    const words = await this.textScreen();
    if (words === undefined) return this.#standsStill();
    const judged = judgeWords(words);
    // GRUB draws its menu and then the countdown: looked at twice, it is not the moment in between.
    await wait(400);
    return judged.held ? judgeWords((await this.textScreen()) ?? []) : judged;
  }

  async #standsStill(): Promise<HeldTruth> {
    const before = await this.picture();
    // Longer than one tick of a countdown.
    await wait(1_300);
    const after = await this.picture();
    return Buffer.compare(before.pixels, after.pixels) === 0 ? menuStands : { held: false, why: 'the picture still changes' };
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
  }

  get #lastMenu(): Mark | undefined {
    return this.marks.findLast(({ mark }) => mark === 'menu');
  }

  /** What was booted or pressed that left this menu. */
  #leftSince(menu: Mark): HeldTruth | undefined {
    const later = this.marks.slice(this.marks.lastIndexOf(menu) + 1).find(({ mark }) => mark !== 'submenu');
    if (later !== undefined) return { held: false, why: `after the menu came the mark ${later.mark}, ${Math.round(later.atMs - menu.atMs)} ms later` };
    const key = this.keys.find(({ key, down, atMs }) => down && atMs > menu.atMs && keysThatLeaveTheMenu.has(key));
    return key && { held: false, why: `the key ${key.key} left the menu` };
  }

  #takeMarks(bytes: Buffer): void {
    for (const byte of bytes.toString('latin1')) {
      const mark = markNames.get(byte);
      if (mark === undefined) throw new Error(`GRUB wrote an unknown mark: ${JSON.stringify(byte)}`);
      this.marks.push({ mark, atMs: performance.now() });
    }
    this.#tell();
  }

  #command(name: string, values: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (this.#machine === undefined) throw new Error('No machine is being watched.');
    return this.#machine.command(name, values);
  }

  #tell(): void {
    for (const listener of [...this.#changed]) listener();
  }

  #waitFor<T>(find: () => T | undefined, limitMs: number, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        end();
        resolve(found);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`Waited ${limitMs} ms for ${what}. Marks: ${this.marks.map(({ mark }) => mark).join(' ') || 'none'}. Serial line: ${this.serial.slice(-300) || 'nothing'}`));
      }, limitMs);
      const end = (): void => {
        clearTimeout(timer);
        this.#changed.delete(look);
      };
      this.#changed.add(look);
      look();
    });
  }
}

/** QEMU's own format of pictures: a line each for kind, size and depth, then three bytes a pixel. */
function decodePortablePixmap(file: Buffer): Picture {
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 64));
  if (header === null) throw new Error('QEMU wrote a picture of an unknown kind.');
  const width = Number(header[1]);
  const height = Number(header[2]);
  const rgb = file.subarray(header[0].length);
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) pixels.set(rgb.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  return { width, height, pixels };
}
