import { BootcatchError } from '../base/error.ts';
import type { Rectangle, Screen, Size } from '../screen/screen.ts';
import { checkLength, checkPictureSize, clipboardLimitBytes, textLimitBytes } from './limits.ts';
import { createDecoders } from './novnc.ts';
import type { ReceiveBuffer } from './receive-buffer.ts';
import { ScreenPainter, usualColourBytes } from './screen-painter.ts';

/* Numbers from RFC 6143 section 7.7 and 7.8 and the IANA registry of RFB encodings. */
const tight = 7;
const desktopSize = -223;
const lastRectangle = -224;
const cursor = -239;
const qemuExtendedKey = -258;
const desktopName = -307;
const extendedDesktopSize = -308;
const fence = -312;

const encodingNames: Readonly<Record<number, string>> = { 0: 'Raw', 1: 'CopyRect', 2: 'RRE', 5: 'Hextile', 6: 'Zlib', 7: 'Tight', 16: 'ZRLE' };

/**
 * In order of preference. No JPEG: a reader of text needs exact pixels, and without a quality level Tight is exact. No continuous
 * updates: pictures that nobody asked for cannot be told from the one that a refresh waits for.
 */
export const offeredEncodings: readonly number[] = [7, 16, 6, 5, 1, 2, 0, desktopSize, extendedDesktopSize, lastRectangle, cursor, qemuExtendedKey, desktopName, fence];

/** What one FramebufferUpdate did. */
export interface UpdateEnd {
  /** Where pixels were painted; empty where the update said something else. */
  readonly painted: readonly Rectangle[];
  readonly resized: boolean;
}

/** Whom the messages are for. */
export interface MessageHandler {
  /** The screen to paint on; undefined until somebody has asked for pictures. */
  screen(): Screen | undefined;
  /** The picture has a new size; the rectangles that follow are for it. */
  resized(size: Size): void;
  updated(update: UpdateEnd): void;
  extendedKeysOffered(): void;
  /** A fence that asks for an answer. */
  fenced(flags: number, payload: Uint8Array): void;
}

/** A part of a message: yields how many bytes must be at hand before it goes on. */
type Reader<T> = Generator<number, T, void>;

/**
 * Reads the server's messages for ever. Each `next()` runs until more bytes are needed than the buffer holds, and gives that
 * number; a new message needs 1.
 * @param colourBytes the order of colours where the server's own was not changed
 * @throws BootcatchError `link.*` where the server breaks RFB or our bounds
 */
export function* readServerMessages(buffer: ReceiveBuffer, handler: MessageHandler, colourBytes = usualColourBytes): Reader<never> {
  const decoders = createDecoders();

  for (;;) {
    yield 1;
    const kind = buffer.rQshift8();
    switch (kind) {
      case 0:
        yield* readUpdate();
        break;
      case 1: // SetColourMapEntries: says nothing about true colour.
        yield 5;
        buffer.skip(3);
        yield* skip(buffer.rQshift16() * 6);
        break;
      case 2: // Bell.
        break;
      case 3:
        yield* readCutText();
        break;
      case 150: // EndOfContinuousUpdates, which were never begun.
        break;
      case 248:
        yield* readFence();
        break;
      default:
        throw new BootcatchError('link.unknownMessage', { kind });
    }
  }

  function* skip(bytes: number): Reader<void> {
    for (let left = bytes; left > 0; ) {
      yield 1;
      const part = Math.min(left, buffer.length);
      buffer.skip(part);
      left -= part;
    }
  }

  function* readUpdate(): Reader<void> {
    yield 3;
    buffer.skip(1);
    const announced = buffer.rQshift16();
    const screen = handler.screen();
    if (!screen) throw new BootcatchError('link.unaskedPicture');
    const painter = new ScreenPainter(screen, colourBytes);
    // Tight's colours are red, green, blue whatever the pixel format says.
    const tightPainter = new ScreenPainter(screen);
    const painted: Rectangle[] = [];
    let resized = false;

    const resize = (width: number, height: number): void => {
      checkPictureSize(width, height);
      if (width === screen.width && height === screen.height) return;
      handler.resized({ width, height });
      painted.length = 0;
      painter.startUpdate();
      tightPainter.startUpdate();
      resized = true;
    };

    for (let index = 0; index < announced; index++) {
      yield 12;
      const x = buffer.rQshift16();
      const y = buffer.rQshift16();
      const width = buffer.rQshift16();
      const height = buffer.rQshift16();
      const encoding = buffer.rQshift32() | 0;
      if (encoding === lastRectangle) break;
      switch (encoding) {
        case desktopSize:
          resize(width, height);
          continue;
        case extendedDesktopSize: {
          yield 4;
          const screens = buffer.rQshift8();
          buffer.skip(3);
          yield* skip(screens * 16);
          // y says how a client's own request ended; we make none, so any size but 0 failures is the server's.
          if (x !== 1 || y === 0) resize(width, height);
          continue;
        }
        case cursor:
          checkPictureSize(width, height);
          yield* skip(width * height * 4 + Math.ceil(width / 8) * height);
          continue;
        case qemuExtendedKey:
          handler.extendedKeysOffered();
          continue;
        case desktopName: {
          yield 4;
          const bytes = buffer.rQshift32();
          checkLength('desktop name', bytes, textLimitBytes);
          yield* skip(bytes);
          continue;
        }
      }
      yield* readPixels(encoding, { x, y, width, height }, encoding === tight ? tightPainter : painter);
      painted.push({ x, y, width, height });
      screen.addDamage({ x, y, width, height });
    }
    handler.updated({ painted, resized });
  }

  function* readPixels(encoding: number, { x, y, width, height }: Rectangle, painter: ScreenPainter): Reader<void> {
    const name = encodingNames[encoding] ?? String(encoding);
    const decoder = decoders.get(encoding);
    if (!decoder) throw new BootcatchError('link.brokenPicture', { encoding: name, reason: 'this encoding was not offered' });
    checkPictureSize(width, height);
    for (;;) {
      let done: boolean;
      try {
        done = decoder.decodeRect(x, y, width, height, buffer, painter, 24);
      } catch (error) {
        if (error instanceof BootcatchError) throw error;
        throw new BootcatchError('link.brokenPicture', { encoding: name, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
      }
      if (done) return;
      yield buffer.length + 1;
    }
  }

  function* readCutText(): Reader<void> {
    yield 7;
    buffer.skip(3);
    const bytes = buffer.rQshift32();
    checkLength('clipboard text', bytes, clipboardLimitBytes);
    yield* skip(bytes);
  }

  function* readFence(): Reader<void> {
    yield 8;
    buffer.skip(3);
    const flags = buffer.rQshift32();
    const bytes = buffer.rQshift8();
    yield bytes;
    const payload = buffer.rQshiftBytes(bytes);
    if (flags & 0x8000_0000) handler.fenced(flags, payload);
  }
}

