/**
 * Records what a real server says, for the fuzzer to begin with: `node test/fuzz/record.ts`. QEMU's console at GRUB's menu, once in each
 * encoding: the handshake, the whole picture, then what changes at two keys. Needs what the laboratory needs.
 */
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { concat, keyEvent, setEncodings, setPixelFormat, updateRequest } from '../../core/rfb/client-messages.ts';
import { withMachine } from '../lab/machine.ts';

/** Longer streams would only be slower to mutate; what is cut off is more of the same picture. */
const limitBytes = 40_000;
const area = { width: 720, height: 400 };
const pseudoEncodings = [-223, -239, -258, -307, -308, -312];
const encodings = { raw: 0, hextile: 5, zlib: 6, tight: 7, zrle: 16 };

function record(port: number, encoding: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('error', reject);
    socket.on('data', (chunk) => chunks.push(chunk));
    void (async () => {
      socket.write(Uint8Array.from([...new TextEncoder().encode('RFB 003.008\n'), 1, 1]));
      await wait(500);
      socket.write(concat(setPixelFormat(), setEncodings([encoding, ...pseudoEncodings]), updateRequest(false, area)));
      await wait(1_000);
      for (const keysym of [0xff54, 0xff52]) {
        socket.write(concat(keyEvent(keysym, true), keyEvent(keysym, false), updateRequest(true, area)));
        await wait(1_000);
      }
      socket.destroy();
      resolve(Buffer.concat(chunks).subarray(0, limitBytes));
    })();
  });
}

await withMachine('text', {}, async ({ machine, truth }) => {
  await truth.waitForMark('menu');
  await truth.press('left');
  for (const [name, encoding] of Object.entries(encodings)) {
    const bytes = await record(machine.vncPort ?? 0, encoding);
    await writeFile(new URL(`./corpus/qemu-${name}.bin`, import.meta.url), bytes);
    console.log(`${name}: ${bytes.length} bytes`);
  }
});
