import type { Reading } from '../reading/reading.ts';
import { findBox } from '../reading/meaning/menu-parts.ts';

const side = /[│┃║|]/;

/** What is on the screen of GRUB's editor. */
export interface EditorText {
  /** Wrapped lines are put together. The first and the last may be parts of longer ones. */
  readonly lines: readonly string[];
  /** True where the text may go on below. */
  readonly more: boolean;
}

/** The text in GRUB's editor; undefined where the editor's frame can't be made out. */
export function editorText({ text, menu }: Reading): EditorText | undefined {
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
  return { lines, more: rows.at(-1)?.trim() !== '' };
}

/** A command that loads a kernel, of GRUB's several; under Xen the kernel is a module. */
const kernelCommand = /^\s*(?:linux(?:16|efi)?\s+\S|module2?\s+\S*vmlinu)/;

/** Which of the lines loads the kernel; undefined where none on the screen does. */
export function kernelLineIndex(lines: readonly string[]): number | undefined {
  const index = lines.findIndex((line) => kernelCommand.test(line));
  return index < 0 ? undefined : index;
}

/** True where the lines are a submenu's: each of its entries has a kernel line of its own, and none of them is what would boot. */
export function isSubmenu(lines: readonly string[]): boolean {
  return lines.some((line) => /^\s*(?:menuentry|submenu)\s/.test(line));
}

/** Kernels by the names that each family's packages give them. */
const dracutKernel = /vmlinuz\S*\.(?:el\d|fc\d|amzn\d|x86_64|aarch64)/;
const initramfsToolsKernel = /vmlinuz-\S*-(?:(?:cloud-|rt-)?(?:amd64|arm64|686(?:-pae)?)|generic|lowlatency|virtual|kvm|aws|azure|gcp|oracle|pve)\b/;

/**
 * Which program makes the early file system, by the names that distributions give it and the kernel; undefined where they say nothing.
 * Debian's and Ubuntu's is called initrd.img-<version>; Red Hat's initramfs-<version>.img, SUSE's initrd-<version>.
 */
export function initramfsKind(lines: readonly string[]): 'dracut' | 'initramfs-tools' | undefined {
  const initrd = lines.find((line) => /^\s*initrd(?:16|efi)?\s/.test(line)) ?? '';
  const kernel = lines[kernelLineIndex(lines) ?? -1] ?? '';
  if (/\/initrd\.img/.test(initrd) || initramfsToolsKernel.test(kernel)) return 'initramfs-tools';
  return /\/initramfs-\d|\/initrd-\d/.test(initrd) || dracutKernel.test(kernel) ? 'dracut' : undefined;
}
