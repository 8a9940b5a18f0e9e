import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../storage/node-folder.ts';
import { rescueInitramfs } from './initramfs.ts';
import { obtainKernel, type OnNotice } from './kernel.ts';
import { grubFiles, imageRecipes, imageTitles, initramfsPathInImage, kernelPathInImage, type ImageName, type ImageRecipe, type ImageTitles } from './recipes.ts';
import { requireTool, run, toolMissing } from './tools.ts';

/** A disk with a boot to catch. */
export interface Image {
  readonly name: ImageName;
  readonly recipe: ImageRecipe;
  /** The disk image, read-only for whoever uses it. */
  readonly path: string;
  readonly titles: ImageTitles;
}

/** GRUB's start-up code on such an image asks for each of these and complains on screen where one is missing. */
const partitionModules = ['acorn', 'amiga', 'apple', 'bsd', 'dfly', 'dvh', 'gpt', 'msdos', 'plan', 'sun', 'sunpc'].map((name) => `part_${name}`);

const modules = [...partitionModules, 'normal', 'linux', 'configfile', 'echo', 'iorw', 'all_video', 'gfxterm', 'font', 'gettext', 'halt', 'reboot', 'ls', 'cat', 'search', 'serial', 'sleep', 'terminfo', 'help', 'minicmd'];

/** Where GRUB's modules for a platform lie. */
const moduleFolders = { bios: '/usr/lib/grub/i386-pc', uefi: '/usr/lib/grub/x86_64-efi' } as const;

/**
 * The image of that name, built the first time (seconds; a kernel of some 25 MB is fetched once) and taken from
 * `cacheFolder` afterwards. The file's name holds a hash of everything that went in, so nothing stale is ever used.
 * @throws BootcatchError `practice.toolMissing`, `practice.kernelMissing`, `practice.toolFailed`.
 */
export async function obtainImage(name: ImageName, cacheFolder: string, onNotice: OnNotice = () => {}): Promise<Image> {
  const builder = requireTool('grub-mkrescue');
  const recipe: ImageRecipe = imageRecipes[name];
  const moduleFolder = await requireModules(recipe.firmware);
  const busybox = await readFile(requireTool('busybox'));
  // One that needs libraries would not start in an initramfs that holds nothing else.
  if (busybox.includes('/ld-')) throw toolMissing('busybox');
  const kernel = await obtainKernel(join(cacheFolder, 'kernel'), onNotice);
  const files = grubFiles(recipe, kernel.version);
  const initramfs = rescueInitramfs(busybox);

  const hash = createHash('sha256');
  hash.update(JSON.stringify([files, modules, recipe, kernel.version, await run(builder, ['--version'])])).update(initramfs);
  const path = join(cacheFolder, `${name}-${hash.digest('hex').slice(0, 16)}.img`);
  const image: Image = { name, recipe, path, titles: imageTitles(kernel.version) };
  if (await exists(path)) return image;

  onNotice({ key: 'practice.imageBuilt', values: { image: name } });
  const work = await mkdtemp(join(cacheFolder, 'build-'));
  try {
    const root = join(work, 'root');
    const put = async (file: string, content: string | Uint8Array): Promise<void> => {
      makeFolder(dirname(join(root, file)));
      await writeFile(join(root, file), content);
    };
    for (const [file, text] of Object.entries(files)) await put(file, text);
    await put(initramfsPathInImage(kernel.version), initramfs);
    await copyFile(kernel.path, join(root, kernelPathInImage(kernel.version)));
    const built = join(work, 'built.img');
    const graphical = recipe.output === 'graphical';
    await run(builder, [
      '-o', built,
      '-d', moduleFolder,
      `--install-modules=${modules.join(' ')}`,
      `--fonts=${graphical ? 'unicode' : ''}`,
      `--locales=${recipe.language ?? ''}`,
      '--themes=',
      root,
    ]);
    // Renamed at the end, so that whoever builds at the same time finds a whole image or none.
    await rename(built, path);
    return image;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function requireModules(firmware: ImageRecipe['firmware']): Promise<string> {
  const folder = moduleFolders[firmware];
  if (!(await exists(folder))) throw toolMissing('grub-mkrescue');
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Firmware files for UEFI under their names at Debian, Fedora and Homebrew. */
const uefiFirmware = ['/usr/share/ovmf/OVMF.fd', '/usr/share/edk2/ovmf/OVMF_CODE.fd', '/opt/homebrew/share/qemu/edk2-x86_64-code.fd', '/usr/local/share/qemu/edk2-x86_64-code.fd'];

/** @throws BootcatchError `practice.toolMissing`. */
export async function requireUefiFirmware(): Promise<string> {
  for (const path of uefiFirmware) if (await exists(path)) return path;
  throw toolMissing('ovmf');
}
