import { BootcatchError } from '../base/error.ts';
import type { ShownMoment } from '../contract/recordings.ts';
import { largestSize, paintOn } from '../recording/export/canvas.ts';
import type { Recording, Step } from '../recording/recording.ts';
import { ScreenReader } from '../reading/reader.ts';
import type { ScreenText } from '../reading/reading.ts';
import type { Picture } from '../screen/png.ts';
import { Screen, type Rectangle, type Size } from '../screen/screen.ts';

/** So far ahead, playing on is quicker than seeking. */
const PLAY_AHEAD_MS = 10_000;

/** One recording on a screen of its own, at whichever moment was asked for. */
export class RecordingPlayer {
  readonly screen = new Screen();
  readonly recording: Recording;
  #steps: AsyncGenerator<Step, void> | undefined;
  /** Read, but not yet due. */
  #next: Step | undefined;
  #atMs = 0;
  /** Made for the first search. */
  #reader: ScreenReader | undefined;
  #isKnown = false;
  #text: Pick<ScreenText, 'lines' | 'exactShare'> = { lines: [], exactShare: 1 };
  #busy: Promise<unknown> = Promise.resolve();
  #canvas: Promise<Size | undefined> | undefined;

  constructor(recording: Recording) {
    this.recording = recording;
  }

  /**
   * Shows a moment. One that lies a little ahead is played up to; from anywhere else it is sought.
   * @param mark a text whose places in the picture are wanted
   */
  show(atMs: number, mark?: string): Promise<ShownMoment> {
    // One after the other: the steps cannot be taken twice at once.
    const shown = this.#busy.then(() => this.#show(atMs, mark));
    this.#busy = shown.catch(() => undefined);
    return shown;
  }

  /** The size on which each picture finds room; undefined where there is none. */
  canvas(): Promise<Size | undefined> {
    this.#canvas ??= largestSize(this.recording);
    return this.#canvas;
  }

  /** The picture of a moment in the middle of {@link canvas}, black where nothing is known. @throws BootcatchError `recording.noPictures` */
  async pictureAt(atMs: number): Promise<Uint8Array<ArrayBuffer>> {
    const canvas = await this.canvas();
    if (!canvas) throw new BootcatchError('recording.noPictures');
    const painted = this.#busy.then(async () => {
      const { size } = await this.#show(atMs, undefined);
      return paintOn(canvas, size ? this.screen : undefined);
    });
    this.#busy = painted.catch(() => undefined);
    return painted;
  }

  async close(): Promise<void> {
    await this.#busy;
    this.#reader?.dispose();
    await this.#steps?.return();
    await this.recording.close();
  }

  async #show(atMs: number, mark: string | undefined): Promise<ShownMoment> {
    if (!this.#steps || atMs < this.#atMs || atMs - this.#atMs > PLAY_AHEAD_MS) await this.#seek(atMs);
    await this.#playTo(atMs);
    this.#atMs = atMs;
    const { width, height } = this.screen;
    return { size: this.#isKnown ? { width, height } : null, lines: [...this.#text.lines], exactShare: this.#text.exactShare, marks: mark === undefined || !this.#isKnown ? [] : this.#find(mark) };
  }

  /** The recording has the text, but not where its cells lie: the picture is read again. */
  #find(text: string): Rectangle[] {
    this.#reader ??= new ScreenReader(this.screen);
    this.#reader.read();
    return this.#reader.find(text);
  }

  async #seek(atMs: number): Promise<void> {
    await this.#steps?.return();
    const { moment, steps } = await this.recording.playFrom(atMs);
    const { picture, text } = moment;
    this.#text = text;
    this.#paint(picture, picture ? [{ x: 0, y: 0, width: picture.width, height: picture.height }] : []);
    this.#steps = steps;
    this.#next = undefined;
  }

  async #playTo(atMs: number): Promise<void> {
    while (this.#steps) {
      this.#next ??= (await this.#steps.next()).value ?? undefined;
      if (!this.#next || this.#next.record.atMs > atMs) return;
      const { picture, text, damage } = this.#next;
      this.#next = undefined;
      this.#text = text;
      this.#paint(picture, damage);
    }
  }

  /** Where nothing is known, the screen is black: no old picture passes for this moment's. */
  #paint(picture: Picture | undefined, damage: readonly Rectangle[]): void {
    const { screen } = this;
    const wasKnown = this.#isKnown;
    this.#isKnown = picture !== undefined;
    if (!picture) {
      if (wasKnown) screen.resize(0, 0);
      return;
    }
    const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
    const areas = wasKnown && screen.width === picture.width && screen.height === picture.height ? damage : [whole];
    if (areas.length === 0) return;
    screen.resize(picture.width, picture.height);
    for (const { x, y, width, height } of areas) {
      for (let row = y; row < y + height; row++) {
        const from = (row * picture.width + x) * 4;
        screen.pixels.set(picture.pixels.subarray(from, from + width * 4), from);
      }
      screen.addDamage({ x, y, width, height });
    }
    screen.commitFrame(true, this.#atMs);
  }
}
