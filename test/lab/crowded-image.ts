import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rescueInitramfs } from '../../core/practice/machine/initramfs.ts';
import { obtainImage, type Image } from '../../core/practice/machine/images.ts';
import { obtainKernel } from '../../core/practice/machine/kernel.ts';
import { requireTool, run } from '../../core/practice/machine/tools.ts';
import { imageCache } from './machine.ts';

/** Entries before the ones that matter: more than GRUB's box has rows. */
const fillers = Array.from({ length: 12 }, (_, index) => `Filler ${index + 1}`);

/** An entry as Debian's generator writes it: its kernel line is below the editor's box. */
const longEntry = (kernel: string): string => `menuentry 'Debian GNU/Linux, with Linux ${kernel}' --class debian {
  set gfxpayload=keep
  insmod part_gpt
  if [ x$grub_platform = xxen ]; then insmod xzio; insmod lzopio; fi
  insmod part_msdos
  set unused='cd0'
  if [ x$feature_platform_search_hint = xy ]; then
    echo 'searching with hints --hint-bios=hd0,msdos1 --hint-efi=hd0,msdos1 --hint-baremetal=ahci0,msdos1'
  else
    echo 'searching'
  fi
  echo 'one'
  echo 'two'
  echo 'three'
  echo 'Loading Linux ${kernel} ...'
  linux /boot/vmlinuz-${kernel} root=UUID=3f1c8a52-7d0e-4b6a-9c55-e2b18f04d7a1 ro console=ttyS0 console=tty0
  echo 'Loading initial ramdisk ...'
  initrd /boot/initrd.img-${kernel}
}`;

/** A disk whose menu is longer than its box and whose kernel lines are below the editor's: what real servers have and small images have not. */
export async function crowdedImage(): Promise<Image> {
  const kernel = await obtainKernel(join(imageCache, 'kernel'), () => undefined);
  const configuration = [
    'terminal_output console',
    'set timeout=-1',
    ...fillers.map((title) => `menuentry '${title}' { true }`),
    longEntry(kernel.version),
    "menuentry 'Gone' { linux /boot/gone }",
    "menuentry 'Behind the last page' { true }",
    'insmod iorw',
    'outb 0x500 0x4d',
  ].join('\n');
  const initramfs = rescueInitramfs(await readFile(requireTool('busybox')));
  const path = join(imageCache, `crowded-${createHash('sha256').update(configuration).update(initramfs).digest('hex').slice(0, 16)}.img`);
  const image: Image = { ...(await obtainImage('text', imageCache)), path };
  if (await stat(path).catch(() => undefined)) return image;
  const work = await mkdtemp(join(imageCache, 'build-'));
  try {
    await mkdir(join(work, 'root/boot/grub'), { recursive: true });
    await writeFile(join(work, 'root/boot/grub/grub.cfg'), configuration);
    await writeFile(join(work, `root/boot/initrd.img-${kernel.version}`), initramfs);
    await copyFile(kernel.path, join(work, `root/boot/vmlinuz-${kernel.version}`));
    await run(requireTool('grub-mkrescue'), ['-o', join(work, 'built.img'), '-d', '/usr/lib/grub/i386-pc', '--themes=', join(work, 'root')]);
    await rename(join(work, 'built.img'), path);
    return image;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
