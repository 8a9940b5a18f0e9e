import type { Size } from '../screen/screen.ts';

/** Client messages of RFB 3.8, each as the bytes that go onto the wire (RFC 6143 section 7.5 and the registered extensions). */

function message(length: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  fill(new DataView(bytes.buffer));
  return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** 32 bits a pixel, 24 of them colour, in the byte order red, green, blue: the screen's own. */
export function setPixelFormat(): Uint8Array {
  return Uint8Array.of(0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0);
}

export function setEncodings(encodings: readonly number[]): Uint8Array {
  return message(4 + encodings.length * 4, (view) => {
    view.setUint8(0, 2);
    view.setUint16(2, encodings.length);
    encodings.forEach((encoding, index) => view.setInt32(4 + index * 4, encoding));
  });
}

export function updateRequest(incremental: boolean, area: Size): Uint8Array {
  return message(10, (view) => {
    view.setUint8(0, 3);
    view.setUint8(1, incremental ? 1 : 0);
    view.setUint16(6, area.width);
    view.setUint16(8, area.height);
  });
}

export function keyEvent(keysym: number, down: boolean): Uint8Array {
  return message(8, (view) => {
    view.setUint8(0, 4);
    view.setUint8(1, down ? 1 : 0);
    view.setUint32(4, keysym);
  });
}

/** QEMU's extended key event. @param scancode XT set 1, an `e0 xx` code as `xx | 0x80` */
export function extendedKeyEvent(keysym: number, scancode: number, down: boolean): Uint8Array {
  return message(12, (view) => {
    view.setUint8(0, 255);
    view.setUint16(2, down ? 1 : 0);
    view.setUint32(4, keysym);
    view.setUint32(8, scancode);
  });
}

export function pointerEvent(x: number, y: number, buttons: number): Uint8Array {
  return message(6, (view) => {
    view.setUint8(0, 5);
    view.setUint8(1, buttons);
    view.setUint16(2, x);
    view.setUint16(4, y);
  });
}

/** Answer to a server's fence. */
export function clientFence(flags: number, payload: Uint8Array): Uint8Array {
  const bytes = message(9 + payload.length, (view) => {
    view.setUint8(0, 248);
    view.setUint32(4, flags);
    view.setUint8(8, payload.length);
  });
  bytes.set(payload, 9);
  return bytes;
}
