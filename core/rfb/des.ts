import { createCipheriv } from 'node:crypto';

/**
 * DES as VNC has it, with each byte of the key mirrored, in CBC mode and without padding.
 *
 * OpenSSL 3 and Electron's BoringSSL no longer agree on single DES, but both have triple DES: with the same key three times it is single DES.
 * @param key 8 bytes
 * @param start 8 bytes: what the first block is chained to
 * @param blocks a multiple of 8 bytes
 */
export function desCbc(key: Uint8Array, start: Uint8Array, blocks: Uint8Array): Uint8Array {
  const mirrored = key.map(mirrorBits);
  const cipher = createCipheriv('des-ede3-cbc', Buffer.concat([mirrored, mirrored, mirrored]), start);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

function mirrorBits(byte: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) mirrored |= 0x80 >> bit;
  return mirrored;
}
