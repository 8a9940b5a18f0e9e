/** Big-endian bytes, as RFB writes them. */
export const u16 = (value: number): number[] => [(value >> 8) & 255, value & 255];
export const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];
export const text = (value: string): number[] => [...new TextEncoder().encode(value)];

export const version = text('RFB 003.008\n');
export const securityNone = [1, 1];
export const resultOk = u32(0);

export function serverInit(width: number, height: number, name = 'QEMU'): number[] {
  return [...u16(width), ...u16(height), ...[32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0], ...u32(text(name).length), ...text(name)];
}

export const keyEvent = (keysym: number, down: boolean): number[] => [4, down ? 1 : 0, 0, 0, ...u32(keysym)];

/** A FramebufferUpdate of these rectangles. */
export function update(...rectangles: number[][]): number[] {
  return [0, 0, ...u16(rectangles.length), ...rectangles.flat()];
}

export function rectangle(x: number, y: number, width: number, height: number, encoding: number, body: readonly number[] = []): number[] {
  return [...u16(x), ...u16(y), ...u16(width), ...u16(height), ...u32(encoding), ...body];
}

export const updateRequest = (incremental: boolean, width: number, height: number): number[] => [3, incremental ? 1 : 0, 0, 0, 0, 0, ...u16(width), ...u16(height)];
