/**
 * Takes pictures of systems that the reader was not made for, with what another witness says about their text, for
 * test/unit/reading/screens. By hand: `node test/lab/record-screens.ts <folder> [name…]`; it downloads 110 MB of Debian packages.
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { encode } from 'fast-png';
import type { Image } from '../../core/practice/machine/images.ts';
import { run } from '../../core/practice/machine/tools.ts';
import { lockedImage } from './locked-image.ts';
import { withMachine } from './machine.ts';
import { ownImage } from './own-image.ts';
import type { Truth } from './truth.ts';

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) throw new Error('Where shall the pictures go?');
const packages = await mkdtemp(join(tmpdir(), 'bootcatch-packages-'));

/** What Debian's package of that name would install, without installing it. @returns the folder that holds it */
async function unpacked(name: string): Promise<string> {
  const root = join(packages, name);
  await run('mkdir', [root]);
  await run('apt-get', ['download', name], { folder: root, timeoutMs: 300_000 });
  await run('dpkg-deb', ['-x', (await readdir(root)).find((file) => file.endsWith('.deb')) ?? '', '.'], { folder: root });
  return root;
}

/** A picture and, in a file of the same name, the witness's text. */
async function record(name: string, truth: Truth, text?: readonly string[]): Promise<void> {
  const { width, height, pixels } = await truth.picture();
  const data = pixels.filter((_, index) => index % 4 !== 3);
  await writeFile(join(folder ?? '', `${name}.png`), encode({ width, height, data, channels: 3, depth: 8 }));
  if (text) await writeFile(join(folder ?? '', `${name}.txt`), `${text.join('\n')}\n`);
}

/** The picture twice alike: nothing is being drawn any more. */
async function still(truth: Truth): Promise<void> {
  for (let before = Buffer.alloc(0); ; ) {
    const { pixels } = await truth.picture();
    if (before.equals(pixels)) return;
    before = Buffer.from(pixels);
    await wait(1_500);
  }
}

/** A kernel newer than any that the reader was made with, on a framebuffer; its serial log is the witness. */
async function newerKernel(): Promise<void> {
  const name = 'newer-kernel-panic';
  const [packageName = ''] = (await run('apt-cache', ['depends', 'linux-image-6.12-amd64'])).match(/linux-image-6\.12\S*\d\S*amd64/) ?? [];
  const boot = join(await unpacked(packageName), 'boot');
  const file = (await readdir(boot)).find((entry) => entry.startsWith('vmlinuz')) ?? '';
  const image = await ownImage({
    name,
    files: { 'boot/newer': join(boot, file) },
    configuration: () => `insmod all_video\nset gfxpayload=1024x768\nset timeout=0\nmenuentry 'Newer' { linux /boot/newer root=/dev/vda9 console=ttyS0 console=tty0 }\n`,
  });
  await withMachine(image, {}, async ({ truth }) => {
    await truth.waitForSerial('end Kernel panic', { limitMs: 180_000 });
    await still(truth);
    await record(name, truth, truth.serial.trimEnd().split(/\r?\n/).slice(-60));
  });
}

/** Text mode: VGA's memory is the witness. */
async function inTextMode(name: string, image: Image, limitMs: number, shows: RegExp, keys: readonly string[] = []): Promise<void> {
  await withMachine(image, {}, async ({ truth }) => {
    for (const end = performance.now() + limitMs; performance.now() < end; await wait(500)) {
      const text = await truth.textScreen();
      if (!text?.some((line) => shows.test(line))) continue;
      for (const key of keys) {
        await truth.press(key);
        await wait(700);
      }
      // The text is read between two pictures that are alike, so that it belongs to them.
      const before = await truth.picture();
      const now = await truth.textScreen();
      await record(name, truth, now);
      const after = await truth.picture();
      if (Buffer.compare(before.pixels, after.pixels) === 0) return;
    }
    throw new Error(`${name}: the screen did not come or never stood still.`);
  });
}

const recordings: Readonly<Record<string, () => Promise<void>>> = {
  'newer-kernel-panic': newerKernel,
  memtest: async () => {
    const files = { 'boot/memtest': join(await unpacked('memtest86+'), 'boot/memtest86+x64.bin') };
    const image = await ownImage({ name: 'memtest', files, configuration: () => "set timeout=0\nmenuentry 'Memtest' { linux /boot/memtest }\n" });
    await inTextMode('memtest', image, 60_000, /Memtest86\+.*/);
  },
  'locked-name': async () => inTextMode('locked-name', await lockedImage(), 30_000, /keys to select/, ['e', 'k']),
};

try {
  for (const [name, recording] of Object.entries(recordings)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(name);
    await recording();
  }
} finally {
  await rm(packages, { recursive: true, force: true });
}
process.exit(0);
