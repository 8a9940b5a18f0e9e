/**
 * Records the console on a port until it is killed: `node process.ts PORT FILE`. It says `recording`, then a line for each change of its
 * picture: when, ms on the recording's clock, and the picture's CRC-32. That is what it has been shown, whatever of it will be in the file.
 */
import { crc32 } from 'node:zlib';
import { recordPort } from './record.ts';

const [port, file = ''] = process.argv.slice(2);
const { screen, timeline } = await recordPort(Number(port), file);
process.stdout.write('recording\n');
let shown = crc32(screen.pixels);
screen.onFrame(({ atMs }) => {
  const now = crc32(screen.pixels);
  if (now !== shown) process.stdout.write(`${atMs - timeline.startedAtMs} ${now}\n`);
  shown = now;
});
