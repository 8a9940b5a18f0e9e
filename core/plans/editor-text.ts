import type { Reading } from '../reading/reading.ts';
import { findBox } from '../reading/meaning/menu-parts.ts';

const side = /[│┃║|]/;

/** The lines of GRUB's editor that are on the screen, wrapped ones put together; undefined where the editor's frame can't be made out. */
export function editorLines({ text, menu }: Reading): readonly string[] | undefined {
  if (menu?.view !== 'editor' || !menu.complete) return undefined;
  const box = findBox(text.lines);
  if (!box?.closed) return undefined;
  const rows = text.lines.slice(box.top + 1, box.bottom).map((line) => {
    const left = line.search(side);
    const right = Math.max(...Array.from('│┃║|', (character) => line.lastIndexOf(character)));
    return line.slice(left + 1, right);
  });
  const lines: string[] = [];
  let goesOn = false;
  for (const row of rows) {
    const broken = row.endsWith('\\');
    const part = broken ? row.slice(0, -1) : row.trimEnd();
    if (goesOn) lines.push(`${lines.pop() ?? ''}${part}`);
    else lines.push(part);
    goesOn = broken;
  }
  return lines;
}

/** A command that loads a kernel, of GRUB's several; under Xen the kernel is a module. */
const kernelCommand = /^\s*(?:linux(?:16|efi)?\s+\S|module2?\s+\S*vmlinu)/;

/** Which of the lines loads the kernel; undefined where none on the screen does. */
export function kernelLineIndex(lines: readonly string[]): number | undefined {
  const index = lines.findIndex((line) => kernelCommand.test(line));
  return index < 0 ? undefined : index;
}

/** Which program makes the early file system, by the names that distributions give it; undefined where the line is not on the screen or the name says nothing. */
export function initramfsKind(lines: readonly string[]): 'dracut' | 'initramfs-tools' | undefined {
  const words = lines.find((line) => /^\s*initrd(?:16|efi)?\s/.test(line));
  if (words === undefined) return undefined;
  // Debian's and Ubuntu's are called initrd.img-<version>; Red Hat's initramfs-<version>.img, SUSE's initrd-<version>.
  if (/\/initrd\.img/.test(words)) return 'initramfs-tools';
  return /\/initramfs-\d|\/initrd-\d/.test(words) ? 'dracut' : undefined;
}
