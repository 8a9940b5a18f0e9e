import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { tightLimitPixels } from './limits.ts';

/**
 * The only place that reaches into noVNC (pinned exactly: these are its inner files). Its decoders run here against our own
 * receive buffer and display.
 */

/** The methods of noVNC's socket that its decoders call. */
export interface DecoderSource {
  rQwait(what: string, length: number): boolean;
  rQpeek8(): number;
  rQpeekBytes(length: number): Uint8Array;
  rQskipBytes(length: number): void;
  rQshift8(): number;
  rQshift16(): number;
  rQshift32(): number;
  rQshiftBytes(length: number, copy?: boolean): Uint8Array;
  rQshiftTo(target: Uint8Array, length: number): void;
}

/** The methods of noVNC's display that its decoders call. Colours and pixels are red, green, blue (, anything). */
export interface DecoderTarget {
  fillRect(x: number, y: number, width: number, height: number, colour: ArrayLike<number>): void;
  copyImage(fromX: number, fromY: number, toX: number, toY: number, width: number, height: number): void;
  blitImage(x: number, y: number, width: number, height: number, pixels: Uint8Array, offset: number): void;
  /** Only for JPEG, which is never offered. */
  imageRect(): void;
}

/** Returns false where bytes are missing: call it again with more. Keeps its place meanwhile, and its zlib streams for good. */
export interface Decoder {
  decodeRect(x: number, y: number, width: number, height: number, source: DecoderSource, target: DecoderTarget, depth: number): boolean;
}

type DecoderClass = new () => Decoder;

interface Inflator {
  chunkSize: number;
  readonly strm: { output: Uint8Array };
  inflate(length: number): Uint8Array;
}

interface ZrleDecoderInside extends Decoder {
  _inflator: Inflator;
}

interface ZlibDecoderInside extends Decoder {
  _zlib: Inflator;
}

interface TightDecoderInside extends Decoder {
  _zlibs: readonly Inflator[];
  _scratchBuffer?: Uint8Array | undefined;
  _basicRect(control: number, x: number, y: number, width: number, height: number, source: DecoderSource, target: DecoderTarget, depth: number): boolean;
}

const root = new URL('.', pathToFileURL(createRequire(import.meta.url).resolve('@novnc/novnc')));

async function load<T>(path: string): Promise<T> {
  const module = (await import(new URL(path, root).href)) as { default: T };
  return module.default;
}

/** noVNC's logger looks at `window` once, while it loads; without a console there it stays silent. The name is gone again afterwards. */
async function withoutWindow<T>(run: () => Promise<T>): Promise<T> {
  const scope = globalThis as { window?: unknown };
  const before = scope.window;
  scope.window = {};
  try {
    return await run();
  } finally {
    if (before === undefined) delete scope.window;
    else scope.window = before;
  }
}

const [raw, copyRect, rre, hextile, zlib, tight, zrle, scancodes] = await withoutWindow(() =>
  Promise.all([
    load<DecoderClass>('decoders/raw.js'),
    load<DecoderClass>('decoders/copyrect.js'),
    load<DecoderClass>('decoders/rre.js'),
    load<DecoderClass>('decoders/hextile.js'),
    load<DecoderClass>('decoders/zlib.js'),
    load<DecoderClass>('decoders/tight.js'),
    load<DecoderClass>('decoders/zrle.js'),
    load<Record<string, number>>('input/xtscancodes.js'),
  ]),
);

/** XT set 1 scancodes by the names of physical keys in the UI Events specification; an extended key is `0xe0xx`. */
export const xtScancodes: Readonly<Record<string, number>> = scancodes;

/** Longest run of one colour in a ZRLE tile of 64×64 pixels. */
const zrleRunLimit = 64 * 64;

/** noVNC's ZRLE decoder reads a run's length for as long as the compressed data goes on, which a hostile server can make very long. */
class BoundedZrle extends (zrle as new () => ZrleDecoderInside) {
  _readRLELength(): number {
    let length = 1;
    for (;;) {
      const [part = 0] = this._inflator.inflate(1);
      length += part;
      if (length > zrleRunLimit) throw new Error('run longer than its tile');
      if (part < 255) return length;
    }
  }
}

/** An output buffer of this size is kept for the next rectangle; noVNC keeps the largest that was ever needed. */
const keptOutputBytes = 1 << 20;

/** Between two rectangles the output of an inflator is of no use: its window is elsewhere. */
function shrink(inflator: Inflator): void {
  if (inflator.chunkSize <= keptOutputBytes) return;
  inflator.chunkSize = keptOutputBytes;
  inflator.strm.output = new Uint8Array(keptOutputBytes);
}

class BoundedZlib extends (zlib as new () => ZlibDecoderInside) {
  override decodeRect(...rect: Parameters<Decoder['decodeRect']>): boolean {
    const done = super.decodeRect(...rect);
    if (done) shrink(this._zlib);
    return done;
  }
}

/** Tight has four streams and a scratch buffer, which together could keep several pictures. */
class BoundedTight extends (tight as new () => TightDecoderInside) {
  override _basicRect(...rect: Parameters<TightDecoderInside['_basicRect']>): boolean {
    const [, , , width, height] = rect;
    if (width * height > tightLimitPixels) throw new Error('rectangle larger than any server makes it');
    const done = super._basicRect(...rect);
    if (done) this._zlibs.forEach(shrink);
    return done;
  }
}

/** A fresh set of decoders, by encoding number: one set a connection, because their zlib streams live as long as that. */
export function createDecoders(): ReadonlyMap<number, Decoder> {
  return new Map<number, Decoder>([
    [0, new raw()],
    [1, new copyRect()],
    [2, new rre()],
    [5, new hextile()],
    [6, new BoundedZlib()],
    [7, new BoundedTight()],
    [16, new BoundedZrle()],
  ]);
}
