import type { Rectangle } from '../../screen/screen.ts';
import type { ReceiveBuffer } from '../receive-buffer.ts';
import { parsePixelFormat, type PixelFormat } from './pixel-format.ts';

/** What a client may say after the handshake (RFC 6143 section 7.5, QEMU's extended key event, SetDesktopSize). */
export type ClientMessage =
  | { readonly type: 'setPixelFormat'; readonly format: PixelFormat }
  | { readonly type: 'setEncodings'; readonly encodings: readonly number[] }
  | { readonly type: 'updateRequest'; readonly incremental: boolean; readonly area: Rectangle }
  | { readonly type: 'key'; readonly keysym: number; readonly down: boolean; readonly scancode?: number }
  | { readonly type: 'pointer'; readonly x: number; readonly y: number; readonly buttons: number }
  | { readonly type: 'cutText'; readonly text: string }
  | { readonly type: 'setDesktopSize' };

/** More encodings than exist. */
const encodingLimit = 1024;
const cutTextLimitBytes = 1 << 20;
const screenLimit = 64;

/** Why a connection cannot go on: what was read is no message, or none that can be served. */
export class ClientBroke extends Error {}

/**
 * Takes the next message out of `buffer`; undefined where it is not complete yet, and then nothing is taken.
 * @throws ClientBroke
 */
export function takeClientMessage(buffer: ReceiveBuffer): ClientMessage | undefined {
  if (buffer.length === 0) return undefined;
  const type = buffer.rQpeek8();
  const length = messageLength(type, buffer);
  if (length === undefined || buffer.length < length) return undefined;
  return parse(type, buffer.rQshiftBytes(length));
}

/** The whole length of the waiting message; undefined where its head is not complete. */
function messageLength(type: number, buffer: ReceiveBuffer): number | undefined {
  const head = (bytes: number): DataView | undefined => {
    if (buffer.length < bytes) return undefined;
    const copy = buffer.rQpeekBytes(bytes);
    return new DataView(copy.buffer, copy.byteOffset, copy.length);
  };
  switch (type) {
    case 0:
      return 20;
    case 2: {
      const count = head(4)?.getUint16(2);
      return count === undefined ? undefined : 4 + 4 * bounded('encodings', count, encodingLimit);
    }
    case 3:
      return 10;
    case 4:
      return 8;
    case 5:
      return 6;
    case 6: {
      const bytes = head(8)?.getUint32(4);
      return bytes === undefined ? undefined : 8 + bounded('bytes of cut text', bytes, cutTextLimitBytes);
    }
    case 251: {
      const screens = head(7)?.getUint8(6);
      return screens === undefined ? undefined : 8 + 16 * bounded('screens', screens, screenLimit);
    }
    case 255: {
      const kind = head(2)?.getUint8(1);
      if (kind === undefined || kind === 0) return 12;
      throw new ClientBroke(`unknown QEMU message ${kind}`);
    }
    default:
      throw new ClientBroke(`unknown message ${type}`);
  }
}

function bounded(what: string, value: number, limit: number): number {
  if (value > limit) throw new ClientBroke(`${value} ${what}, more than ${limit}`);
  return value;
}

function parse(type: number, bytes: Uint8Array): ClientMessage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (type) {
    case 0: {
      const format = parsePixelFormat(bytes.subarray(4, 20));
      if (!format) throw new ClientBroke('a pixel format that is not 8, 16 or 32 bits of true colour');
      return { type: 'setPixelFormat', format };
    }
    case 2:
      return { type: 'setEncodings', encodings: Array.from({ length: view.getUint16(2) }, (_, index) => view.getInt32(4 + 4 * index)) };
    case 3:
      return { type: 'updateRequest', incremental: view.getUint8(1) !== 0, area: { x: view.getUint16(2), y: view.getUint16(4), width: view.getUint16(6), height: view.getUint16(8) } };
    case 4:
      return { type: 'key', down: view.getUint8(1) !== 0, keysym: view.getUint32(4) };
    case 5:
      return { type: 'pointer', buttons: view.getUint8(1), x: view.getUint16(2), y: view.getUint16(4) };
    case 6:
      return { type: 'cutText', text: new TextDecoder('latin1').decode(bytes.subarray(8)) };
    case 255:
      return { type: 'key', down: view.getUint16(2) !== 0, keysym: view.getUint32(4), scancode: view.getUint32(8) };
    default:
      return { type: 'setDesktopSize' };
  }
}
