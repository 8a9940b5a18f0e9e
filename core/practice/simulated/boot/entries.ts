import type { Disk } from './disk.ts';
import { brokenKernel, goodKernel } from './disk.ts';

/** A line of a boot menu: commands that boot something, or a menu below it. */
export interface MenuEntry {
  readonly title: string;
  readonly commands?: readonly string[];
  readonly submenu?: readonly MenuEntry[];
}

const system = 'Practice Linux';
const rootArguments = 'root=UUID=0b007ca7-c400-4e2d-9a11-5e7b00710001 ro';

function entry(title: string, kernel: string, more = ''): MenuEntry {
  return {
    title,
    commands: [
      `  echo 'Loading Linux ${kernel} ...'`,
      `  linux /boot/vmlinuz-${kernel} ${rootArguments}${more}`,
      `  echo 'Loading initial ramdisk ...'`,
      `  initrd /boot/initrd.img-${kernel}`,
    ],
  };
}

/** The practice menu: the first entry panics, the kernel before boots, the last entry is the rescue shell. */
export function practiceMenu(panicRebootSeconds: number): readonly MenuEntry[] {
  const panic = panicRebootSeconds > 0 ? ` panic=${panicRebootSeconds}` : '';
  return [
    entry(system, brokenKernel, panic),
    {
      title: `Advanced options for ${system}`,
      submenu: [brokenKernel, goodKernel].flatMap((kernel) => [
        entry(`${system}, with Linux ${kernel}`, kernel, panic),
        entry(`${system}, with Linux ${kernel} (recovery mode)`, kernel, ` single${panic}`),
      ]),
    },
    entry(`${system}, rescue shell`, goodKernel, ' systemd.unit=rescue.target'),
  ];
}

/** The same as GRUB legacy writes it: no submenus. */
export function legacyMenu(panicRebootSeconds: number): readonly MenuEntry[] {
  const flat = practiceMenu(panicRebootSeconds).flatMap((item) => item.submenu ?? [item]);
  return flat.map(({ title, commands = [] }) => ({
    title,
    commands: ['root (hd0,0)', ...commands.filter((line) => !line.includes('echo')).map((line) => line.trim().replace(/^linux/, 'kernel'))],
  }));
}

/** What becomes of a list of boot loader commands. */
export type BootResult =
  | { readonly result: 'error'; readonly message: string }
  | {
      readonly result: 'boots';
      /** Lines that GRUB prints on its way. */
      readonly said: readonly string[];
      readonly kernel: string;
      readonly arguments: string;
      readonly to: 'panic' | 'rescueShell' | 'login';
      readonly panicRebootSeconds: number;
    };

const rescueArgument = /(?:^| )(?:single|rescue|emergency|1|s|init=\/bin\/(?:ba)?sh|systemd\.unit=(?:rescue|emergency)\.target|rd\.break)(?= |$)/;

/** Runs commands as GRUB would, as far as this disk goes. */
export function runCommands(commands: readonly string[], disk: Disk): BootResult {
  const said = commands.flatMap((line) => /^\s*echo\s+'?(.*?)'?\s*$/.exec(line)?.[1] ?? []);
  const [, kernelPath, words = ''] = commands.map((line) => /^\s*(?:linux(?:16|efi)?|kernel)\s+(\S+)\s*(.*)$/.exec(line)).find((match) => match) ?? [];
  if (kernelPath === undefined) return { result: 'error', message: 'you need to load the kernel first.' };
  const [, kernel = ''] = /^\/boot\/vmlinuz-(.+)$/.exec(kernelPath) ?? [];
  if (!Object.hasOwn(disk.initramfs, kernel)) return { result: 'error', message: `file \`${kernelPath}' not found.` };
  const [, initrdPath] = commands.map((line) => /^\s*initrd(?:16|efi)?\s+(\S+)/.exec(line)).find((match) => match) ?? [];
  const [, initrdKernel] = /^\/boot\/initrd\.img-(.+)$/.exec(initrdPath ?? '') ?? [];
  if (initrdPath !== undefined && (initrdKernel === undefined || !Object.hasOwn(disk.initramfs, initrdKernel))) {
    return { result: 'error', message: `file \`${initrdPath}' not found.` };
  }
  const usable = initrdKernel === kernel && disk.initramfs[kernel] === 'whole';
  return {
    result: 'boots',
    said,
    kernel,
    arguments: words,
    to: !usable ? 'panic' : rescueArgument.test(words) ? 'rescueShell' : 'login',
    panicRebootSeconds: Number(/(?:^| )panic=(\d+)/.exec(words)?.[1] ?? 0),
  };
}
