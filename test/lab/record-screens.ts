/**
 * Takes pictures of systems that the reader was not made for, with what another witness says about their text, for
 * test/unit/reading/screens. By hand: `node test/lab/record-screens.ts <folder> [name…]`; it downloads 400 MB of Debian packages.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { encode } from 'fast-png';
import { obtainImage, type Image } from '../../core/practice/machine/images.ts';
import { archive, type ArchiveEntry } from '../../core/practice/machine/initramfs.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { requireTool, run } from '../../core/practice/machine/tools.ts';
import { lockedImage } from './locked-image.ts';
import { imageCache, withMachine } from './machine.ts';
import { ownImage } from './own-image.ts';
import type { Truth } from './truth.ts';

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) throw new Error('Where shall the pictures go?');
const packages = await mkdtemp(join(tmpdir(), 'bootcatch-packages-'));

/** apt on another of Debian's suites, in folders of its own: nothing of the machine's set-up changes. */
async function aptFor(suite: string): Promise<readonly string[]> {
  const root = join(packages, suite);
  await mkdir(join(root, 'lists/partial'), { recursive: true });
  await writeFile(join(root, 'sources'), `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian ${suite} main\n`);
  const options = [`Dir::Etc::sourcelist=${root}/sources`, 'Dir::Etc::sourceparts=/dev/null', `Dir::State::lists=${root}/lists`, `Dir::Cache=${root}`].flatMap((option) => ['-o', option]);
  await run('apt-get', [...options, 'update'], { timeoutMs: 300_000 });
  return options;
}

/** What Debian's package of that name would install, without installing it. @returns the folder that holds it */
async function unpacked(name: string, apt: readonly string[] = []): Promise<string> {
  const root = join(packages, name);
  // Several pictures are of one package.
  if (existsSync(root)) return root;
  await mkdir(root);
  await run('apt-get', [...apt, 'download', name], { folder: root, timeoutMs: 300_000 });
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

/** What the guest wrote on its serial line. */
const serialLines = (truth: Truth): string[] => Buffer.from(truth.serial, 'latin1').toString('utf8').trimEnd().split(/\r?\n/);

/** The picture twice alike: nothing is being drawn any more. */
async function still(truth: Truth, width?: number): Promise<void> {
  for (let before = Buffer.alloc(0); ; ) {
    const picture = await truth.picture();
    if (before.equals(picture.pixels) && picture.width === (width ?? picture.width)) return;
    before = Buffer.from(picture.pixels);
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
    await record(name, truth, serialLines(truth).slice(-60));
  });
}

/** The kernel of Debian's next release, with its modules: it draws a QR code when it panics, and has Terminus in it. */
async function nextKernel(): Promise<{ readonly kernel: string; readonly modules: string }> {
  const apt = await aptFor('trixie-backports');
  const [version = ''] = /(?<=Depends: linux-image-)\d\S+/.exec(await run('apt-cache', [...apt, 'depends', 'linux-image-amd64'])) ?? [];
  const folderIn = (root: string): string => join(root, 'usr/lib/modules', version);
  const kernel = join(folderIn(await unpacked(`linux-binary-${version}`, apt)), 'vmlinuz');
  return { kernel, modules: join(folderIn(await unpacked(`linux-modules-${version}`, apt)), 'kernel') };
}

interface NextBoot {
  /** Name of the picture, and of the image in the cache. */
  readonly name: string;
  /** GRUB's graphics mode for the kernel. */
  readonly mode: string;
  /** More words on the kernel line. */
  readonly words?: string;
  /** What its first program does. */
  readonly script: string;
  /** Drivers for it, each after those that it needs. */
  readonly modules?: readonly string[];
}

/** Boots the next kernel with a first program of our own. */
async function onNextKernel({ name, mode, words = '', script, modules = [] }: NextBoot, use: (truth: Truth) => Promise<void>): Promise<void> {
  const next = await nextKernel();
  const entries: ArchiveEntry[] = [
    ...['bin', 'dev', 'proc', 'lab'].map((path) => ({ path, mode: 0o040755 })),
    { path: 'dev/console', mode: 0o020600, device: [5, 1] },
    { path: 'bin/busybox', mode: 0o100755, content: await readFile(requireTool('busybox')) },
    { path: 'init', mode: 0o100755, content: Buffer.from(`#!/bin/busybox sh\n/bin/busybox --install -s /bin\nmount -t proc proc /proc\nmount -t devtmpfs devtmpfs /dev\n${script}\nsleep 1000\n`) },
  ];
  for (const module of modules) {
    const file = join(packages, `${basename(module)}.ko`);
    await run('cp', [join(next.modules, `${module}.ko.xz`), `${file}.xz`]);
    await run('xz', ['-dkf', `${file}.xz`]);
    entries.push({ path: `lab/${basename(file)}`, mode: 0o100644, content: await readFile(file) });
  }
  const initramfs = join(packages, `${name}.img`);
  await writeFile(initramfs, archive(entries));
  const image = await ownImage({
    name: `${name}-${Date.now()}`,
    files: { 'boot/next': next.kernel, 'boot/next.img': initramfs },
    configuration: () => `insmod all_video\nset gfxpayload=${mode}\nset timeout=0\nmenuentry 'Next' {\n linux /boot/next console=ttyS0 console=tty0 ${words}\n initrd /boot/next.img\n}\n`,
  });
  try {
    await withMachine(image, { extraArguments: ['-m', '768'] }, async ({ truth }) => use(truth));
  } finally {
    await rm(image.path);
  }
}

/** Code page 437: what the fonts of consoles have. */
const sheet = [
  ...Array.from({ length: 3 }, (_, row) => String.fromCharCode(...Array.from({ length: 32 }, (_value, column) => 32 + row * 32 + column)).replace('\x7f', '')),
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ',
  'áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐',
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀',
  'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■',
];

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

const drivers = (last: string): string[] => ['drm', 'drm_kms_helper', 'clients/drm_client_lib', 'drm_shmem_helper', last].map((name) => `drivers/gpu/drm/${name}`);

/** The kernel's full-screen message of a panic; with `ignore_loglevel` its serial line has all that the code can carry. */
async function fullScreenPanic(name: string, look: 'qr_code' | 'user'): Promise<void> {
  const script = `insmod /lab/drm.ko panic_screen=${look}\nfor driver in drm_kms_helper drm_client_lib drm_shmem_helper bochs; do insmod /lab/$driver.ko; done\nsleep 2\necho c >/proc/sysrq-trigger`;
  await onNextKernel({ name, mode: 'text', words: 'ignore_loglevel', modules: drivers('tiny/bochs'), script }, async (truth) => {
    await truth.waitForSerial('end Kernel panic', { limitMs: 180_000 });
    await still(truth, 1280);
    await record(name, truth, serialLines(truth));
  });
}

/** Titles of the outermost menu in a configuration of GRUB, and in one of syslinux with the files that it includes. */
const grubTitles = (text: string): string[] => [...text.matchAll(/^(?:menuentry|submenu) (?:--hotkey=\S )?'(.*)' \{/gm)].map(([, title = '']) => title);
async function syslinuxTitles(root: string, file: string): Promise<string[]> {
  const titles: string[] = [];
  let depth = 0;
  let named = false;
  for (const line of (await readFile(join(root, file), 'utf8').catch(() => '')).split('\n')) {
    const [, word = '', rest = ''] = /^\s*(include|menu (?:title|label|begin|end))\b\s*(.*)$/.exec(line) ?? [];
    if (word === 'menu begin') [named, depth] = [named && depth > 0, depth + 1];
    else if (word === 'menu end') depth--;
    else if (word === 'include') titles.push(...(depth === 0 ? await syslinuxTitles(root, rest) : []));
    // The first label in a submenu is its own.
    else if (word !== '' && (depth === 0 || (word === 'menu label' && depth === 1 && !named))) {
      named = true;
      titles.push(`${rest.replace(/[\^\x07]/g, '')}${depth === 1 ? ' >' : ''}`);
    }
  }
  return titles;
}

interface NetworkBoot {
  readonly name: string;
  readonly image: ImageName;
  /** What the firmware loads, and what the loader then reads, in the folder of the installer. */
  readonly loader: string;
  /** Width of the loader's graphics mode. */
  readonly width: number;
  readonly witness: (files: string) => Promise<readonly string[]>;
}

/** Debian's installer as it is started from the network, with the picture behind its menu. */
async function fromNetwork({ name, image, loader, width, witness }: NetworkBoot): Promise<void> {
  const files = join(await unpacked('debian-installer-12-netboot-amd64'), 'usr/lib/debian-installer/images/12/amd64/text');
  const network = ['-netdev', `user,id=network,tftp=${files},bootfile=${loader}`, '-device', 'virtio-net-pci,netdev=network,bootindex=0'];
  await withMachine(await obtainImage(image, imageCache), { extraArguments: [...network, '-m', '768'] }, async ({ truth }) => {
    await still(truth, width);
    await record(name, truth, await witness(files));
  });
}

const recordings: Readonly<Record<string, () => Promise<void>>> = {
  'newer-kernel-panic': newerKernel,
  memtest: async () => {
    const files = { 'boot/memtest': join(await unpacked('memtest86+'), 'boot/memtest86+x64.bin') };
    const image = await ownImage({ name: 'memtest', files, configuration: () => "set timeout=0\nmenuentry 'Memtest' { linux /boot/memtest }\n" });
    await inTextMode('memtest', image, 60_000, /Memtest86\+.*/);
  },
  'terminus-panic': () =>
    onNextKernel({ name: 'terminus-panic', mode: '1280x1024', words: 'fbcon=font:TER16x32', script: 'echo c >/proc/sysrq-trigger' }, async (truth) => {
      await truth.waitForSerial('end Kernel panic', { limitMs: 180_000 });
      await still(truth);
      await record('terminus-panic', truth, serialLines(truth).slice(-60));
    }),
  'terminus-sheet': () =>
    onNextKernel({ name: 'terminus-sheet', mode: '1280x1024', words: 'fbcon=font:TER16x32', script: `dmesg -n 1\nprintf '\\033[2J\\033[H' >/dev/tty1\ncat >/dev/tty1 <<'END'\n${sheet.join('\n')}\nEND\necho Sheet is written >/dev/ttyS0` }, async (truth) => {
      await truth.waitForSerial('Sheet is written', { limitMs: 180_000 });
      await still(truth);
      await record('terminus-sheet', truth, sheet);
    }),
  'drm-panic': () => fullScreenPanic('drm-panic', 'qr_code'),
  'drm-panic-words': () => fullScreenPanic('drm-panic-words', 'user'),
  'installer-menu': () =>
    fromNetwork({ name: 'installer-menu', image: 'text', loader: 'pxelinux.0', width: 640, witness: (files) => syslinuxTitles(files, 'debian-installer/amd64/boot-screens/menu.cfg') }),
  'installer-grub': () =>
    fromNetwork({
      name: 'installer-grub',
      image: 'uefi',
      loader: 'debian-installer/amd64/bootnetx64.efi',
      width: 800,
      witness: async (files) => {
        const [first = '', ...others] = grubTitles(await readFile(join(files, 'debian-installer/amd64/grub/grub.cfg'), 'utf8'));
        return [`*${first}`, ...others];
      },
    }),
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
