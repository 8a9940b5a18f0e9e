import { readdirSync, readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { rectangle, resultOk, securityNone, serverInit, text, u16, u32, update, version } from '../unit/rfb/bytes.ts';
import { acceptMark } from './websocket-target.ts';

const folder = new URL('./corpus/', import.meta.url);

/** Streams of real servers, one for each of QEMU's encodings; `record.ts` made them. In pieces of 997 bytes and all at once. */
export function recordedStreams(): Uint8Array[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.bin'));
  return names.flatMap((name) => [8, 12].map((choice) => Uint8Array.from([choice, ...readFileSync(new URL(name, folder))])));
}

const open = [...version, ...securityNone, ...resultOk, ...serverInit(32, 24)];
const tile = (...bytes: number[]): number[] => {
  const data = [...deflateSync(Uint8Array.from(bytes))];
  return [...u32(data.length), ...data];
};

const many = (length: number, value: number): number[] => new Array<number>(length).fill(value);

/** What each security type with steps of its own says, as far as a stream that was written beforehand can. */
const signIns: readonly (readonly number[])[] = [
  ...[5, 6, 129, 130].map((type) => [...version, 1, type, ...u32(1024), ...many(128, 255), ...many(125, 0), 1, 0, 1, ...u16(256), 0, ...many(255, 170), ...u16(20), ...many(36, 1)]),
  [...version, 1, 30, ...u16(2), ...u16(128), ...many(128, 255), ...many(128, 7), ...resultOk, ...serverInit(8, 8)],
  [...version, 1, 113, ...u32(0), ...u32(5), ...u32(0), ...u32(1009), ...u32(0), ...u32(77), ...u32(1), ...u32(3), ...text('bad')],
  [...version, 1, 19, 0, 2, 0, 2, ...u32(259), ...u32(256), ...resultOk, ...serverInit(8, 8)],
];

/** One stream for each thing that a server can say. */
export const rfbSeeds: readonly Uint8Array[] = [
  [...version],
  [...version, 0, ...u32(4), ...text('busy')],
  [...version, 2, 2, 1, ...resultOk, ...serverInit(8, 8)],
  [...version, 1, 2, ...new Array<number>(16).fill(9), ...u32(1), ...u32(3), ...text('bad')],
  open,
  [...open, ...update(rectangle(0, 0, 32, 24, 2, [...u32(1), 1, 2, 3, 4, 5, 6, 7, 8, ...u16(0), ...u16(0), ...u16(4), ...u16(4)]))],
  [...open, ...update(rectangle(0, 0, 16, 16, 5, [30, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 0x11]), rectangle(0, 0, 4, 4, 1, [0, 0, 0, 0]))],
  [...open, ...update(rectangle(0, 0, 32, 24, 16, tile(1, 10, 20, 30))), ...update(rectangle(0, 0, 32, 24, 16, tile(130, 1, 2, 3, 4, 5, 6, 128, 255, 255, 255, 2)))],
  [...open, ...update(rectangle(0, 0, 8, 8, 7, [0x80, 1, 2, 3]), rectangle(0, 0, 2, 2, 7, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), rectangle(0, 0, 8, 2, 7, [0x40, 1, 1, 0, 0, 0, 255, 255, 255, 0xaa, 0x55]))],
  [...open, ...update(rectangle(0, 0, 64, 48, -223), rectangle(1, 0, 40, 30, -308, [1, 0, 0, 0, ...new Array<number>(16).fill(0)]), rectangle(0, 0, 0, 0, -258), rectangle(0, 0, 2, 2, -239, new Array<number>(18).fill(1)))],
  [...open, ...update(rectangle(0, 0, 32, 24, 0, new Array<number>(32 * 24 * 4).fill(7))), 2, 150, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, ...u32(2), 65, 66, 248, 0, 0, 0, ...u32(0x8000_0000), 1, 9],
]
  .flatMap((stream) => [0, 5, 30].map((choice) => Uint8Array.from([choice, ...stream])))
  .concat(signIns.map((stream) => Uint8Array.from([62, ...stream])));

/** What a mutation may put anywhere in an answer. */
const upgrade = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptMark}\r\n`;
const frame = (first: number, ...payload: number[]): number[] => [first, payload.length, ...payload];

/** Answers to a WebSocket's request: what gateways say, and what none should. */
export const webSocketSeeds: readonly Uint8Array[] = [
  [...text(`${upgrade}\r\n`), ...frame(0x82, ...version), ...frame(0x82, 1, 1), ...frame(0x88, 3, 232)],
  [...text(`${upgrade}Sec-WebSocket-Protocol: binary\r\n\r\n`), ...frame(0x02, 1), ...frame(0x00, 2), ...frame(0x89, 1, 2), ...frame(0x80, 3), ...frame(0x88, 3, 243, ...text('Failed'))],
  [...text(`${upgrade}Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n`), ...frame(0xc2, 1, 2, 3)],
  [...text(`${upgrade}\r\n`), 0x82, 126, 1, 0, ...new Array<number>(256).fill(5)],
  [...text(`${upgrade}\r\n`), 0x82, 127, 0, 0, 0, 0, 0xff, 0, 0, 0, 1, 2, 3],
  [...text(`${upgrade}\r\n`), ...frame(0x81, 0xff, 0xfe), ...frame(0x8a, 1), ...frame(0x82)],
  text('HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nbad'),
  text('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
  text('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'),
  text('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\n\r\n'),
  text('RFB 003.008\n'),
].map((bytes) => Uint8Array.from(bytes));
