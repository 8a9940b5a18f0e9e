import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rescueInitramfs } from '../../core/practice/machine/initramfs.ts';
import { obtainImage, type Image } from '../../core/practice/machine/images.ts';
import { obtainKernel } from '../../core/practice/machine/kernel.ts';
import { requireTool, run } from '../../core/practice/machine/tools.ts';
import { imageCache } from './machine.ts';

export interface OwnImage {
  /** Of its file in the cache. */
  readonly name: string;
  /** GRUB's configuration. The kernel and its initramfs lie in /boot, named after its version. */
  readonly configuration: (kernelVersion: string) => string;
  /** More files for it: path in the image → path here. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A disk for BIOS machines with a GRUB that no practice image has; built once. */
export async function ownImage({ name, configuration, files = {} }: OwnImage): Promise<Image> {
  const kernel = await obtainKernel(join(imageCache, 'kernel'), () => undefined);
  const grub = configuration(kernel.version);
  const initramfs = rescueInitramfs(await readFile(requireTool('busybox')));
  const hash = createHash('sha256').update(grub).update(initramfs).update(Object.values(files).join('\n')).digest('hex');
  const path = join(imageCache, `${name}-${hash.slice(0, 16)}.img`);
  const image: Image = { ...(await obtainImage('text', imageCache)), path };
  if (await stat(path).catch(() => undefined)) return image;
  const work = await mkdtemp(join(imageCache, 'build-'));
  try {
    await mkdir(join(work, 'root/boot/grub'), { recursive: true });
    await writeFile(join(work, 'root/boot/grub/grub.cfg'), grub);
    await writeFile(join(work, `root/boot/initrd.img-${kernel.version}`), initramfs);
    await copyFile(kernel.path, join(work, `root/boot/vmlinuz-${kernel.version}`));
    for (const [to, from] of Object.entries(files)) {
      await mkdir(dirname(join(work, 'root', to)), { recursive: true });
      await copyFile(from, join(work, 'root', to));
    }
    await run(requireTool('grub-mkrescue'), ['-o', join(work, 'built.img'), '-d', '/usr/lib/grub/i386-pc', '--themes=', join(work, 'root')]);
    await rename(join(work, 'built.img'), path);
    return image;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
