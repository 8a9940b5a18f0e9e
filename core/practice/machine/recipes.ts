/** What a practice image is like; from it comes its grub.cfg. */
export interface ImageRecipe {
  readonly firmware: 'bios' | 'uefi';
  /** `text`: GRUB writes through the firmware's console (VGA text mode on BIOS). `graphical`: it draws 800×600 with Unifont. `serial`: it writes to and reads from the first serial port alone. */
  readonly output: 'text' | 'graphical' | 'serial';
  readonly style: 'menu' | 'hidden';
  readonly timeoutSeconds: number;
  /** True where one configuration file calls the next, as on most UEFI systems: ESC then leaves the menu for GRUB's shell. */
  readonly nested?: boolean;
  readonly language?: 'ja';
  /** `debian`: cyan and white on blue, as Debian sets them. `plain` (the default): GRUB's own, the highlighted line inverse. */
  readonly colours?: 'debian' | 'plain';
  /** The panicked kernel restarts the machine by itself after this many seconds. Default: never. */
  readonly panicRebootSeconds?: number;
}

/** Every practice image by the name that a person types after `qemu:`. */
export const imageRecipes = {
  text: { firmware: 'bios', output: 'text', style: 'menu', timeoutSeconds: 5, colours: 'debian' },
  'text-1': { firmware: 'bios', output: 'text', style: 'menu', timeoutSeconds: 1 },
  'text-restarts': { firmware: 'bios', output: 'text', style: 'menu', timeoutSeconds: 5, panicRebootSeconds: 5 },
  graphical: { firmware: 'bios', output: 'graphical', style: 'menu', timeoutSeconds: 5, colours: 'debian' },
  japanese: { firmware: 'bios', output: 'graphical', style: 'menu', timeoutSeconds: 5, language: 'ja' },
  uefi: { firmware: 'uefi', output: 'text', style: 'menu', timeoutSeconds: 5 },
  'uefi-nested': { firmware: 'uefi', output: 'text', style: 'menu', timeoutSeconds: 5, nested: true, colours: 'debian' },
  'hidden-2': { firmware: 'bios', output: 'text', style: 'hidden', timeoutSeconds: 2 },
  'hidden-0': { firmware: 'bios', output: 'text', style: 'hidden', timeoutSeconds: 0 },
  serial: { firmware: 'bios', output: 'serial', style: 'menu', timeoutSeconds: 5 },
  'serial-hidden-2': { firmware: 'bios', output: 'serial', style: 'hidden', timeoutSeconds: 2 },
  'visible-0': { firmware: 'bios', output: 'text', style: 'menu', timeoutSeconds: 0 },
} as const satisfies Readonly<Record<string, ImageRecipe>>;

export type ImageName = keyof typeof imageRecipes;

/** True where `name` is the name of a practice image. */
export function isImageName(name: string): name is ImageName {
  return Object.hasOwn(imageRecipes, name);
}

/** The titles on the menu, for whoever has to choose or check one. */
export interface ImageTitles {
  /** The first entry, booted by itself; its kernel panics. */
  readonly broken: string;
  /** The submenu. */
  readonly advanced: string;
  /** In the submenu: the kernel before, which boots to a shell. */
  readonly previous: string;
  /** Boots to a shell. */
  readonly rescue: string;
}

/** The menu's titles, as Debian's own generator writes them. */
export function imageTitles(kernelVersion: string): ImageTitles {
  const distribution = 'Debian GNU/Linux';
  return {
    broken: distribution,
    advanced: `Advanced options for ${distribution}`,
    previous: `${distribution}, with Linux ${versionBefore(kernelVersion)}`,
    rescue: `${distribution}, with Linux ${kernelVersion} (rescue)`,
  };
}

/** Debian counts its kernels after the first dash: 6.1.0-56 comes after 6.1.0-55. */
function versionBefore(kernelVersion: string): string {
  const before = kernelVersion.replace(/-(\d+)/, (_, count: string) => `-${Math.max(Number(count) - 1, 0)}`);
  return before === kernelVersion ? `${kernelVersion}.old` : before;
}

/**
 * The one-byte marks that GRUB writes to I/O port 0x500 on its way. Nothing listens there on an ordinary machine, and
 * nothing of it is on the screen; a laboratory puts QEMU's debug console there and so knows the truth beside the picture.
 */
export const bootMarks = {
  /** The configuration was read; the menu comes next. */
  menu: 'M',
  submenu: 'S',
  /** A nested menu was left. */
  left: 'L',
  /** An entry is booting: the broken one, the kernel before, the rescue shell, the firmware's own setup. */
  broken: 'B',
  previous: 'P',
  rescue: 'R',
  firmwareSetup: 'F',
} as const;

export type BootMark = keyof typeof bootMarks;

const mark = (name: BootMark): string => `outb 0x500 0x${bootMarks[name].charCodeAt(0).toString(16)}`;

/** Files of the image, by their path in it, that make GRUB what the recipe says. */
export function grubFiles(recipe: ImageRecipe, kernelVersion: string): Readonly<Record<string, string>> {
  const main = grubConfiguration(recipe, kernelVersion);
  if (recipe.nested !== true) return { 'boot/grub/grub.cfg': main };
  return { 'boot/grub/grub.cfg': `insmod iorw\nconfigfile $prefix/main.cfg\n${mark('left')}\n`, 'boot/grub/main.cfg': main };
}

/** Where the kernel and its initramfs lie in the image. */
export const kernelPathInImage = (version: string): string => `boot/vmlinuz-${version}`;
export const initramfsPathInImage = (version: string): string => `boot/initrd.img-${version}`;

function grubConfiguration(recipe: ImageRecipe, kernelVersion: string): string {
  const titles = imageTitles(kernelVersion);
  const title = (text: string): string => `'${text}'`;
  // The broken entry lacks its initrd line: what is left after an update that filled /boot. A real kernel really panics on it.
  const panic = recipe.panicRebootSeconds === undefined ? '' : ` panic=${recipe.panicRebootSeconds}`;
  const boot = (name: 'broken' | 'previous' | 'rescue', more: string): string[] => [
    `  ${mark(name)}`,
    // Without it a kernel that UEFI starts has no screen.
    ...(recipe.firmware === 'uefi' ? ['  insmod all_video'] : []),
    `  echo 'Loading Linux ${name === 'previous' ? versionBefore(kernelVersion) : kernelVersion} ...'`,
    `  linux /${kernelPathInImage(kernelVersion)} root=UUID=3f1c8a52-7d0e-4b6a-9c55-e2b18f04d7a1 ro ${recipe.output === 'serial' ? 'console=tty0 console=ttyS0' : 'console=ttyS0 console=tty0'}${more}`,
    ...(name === 'broken' ? [] : [`  echo 'Loading initial ramdisk ...'`, `  initrd /${initramfsPathInImage(kernelVersion)}`]),
  ];
  return [
    'insmod iorw',
    ...outputLines(recipe),
    ...(recipe.colours === 'debian' ? ['set menu_color_normal=cyan/blue', 'set menu_color_highlight=white/blue'] : []),
    'set default=0',
    `set timeout_style=${recipe.style}`,
    `set timeout=${recipe.timeoutSeconds}`,
    '',
    `menuentry ${title(titles.broken)} --class debian --class gnu-linux --class gnu --class os {`,
    ...boot('broken', panic),
    '}',
    `submenu ${title(titles.advanced)} {`,
    `  ${mark('submenu')}`,
    ...entry(`${titles.broken}, with Linux ${kernelVersion}`, boot('broken', panic)),
    ...entry(`${titles.broken}, with Linux ${kernelVersion} (recovery mode)`, boot('broken', ` single${panic}`)),
    ...entry(titles.previous, boot('previous', '')),
    ...entry(`${titles.previous} (recovery mode)`, boot('previous', ' single')),
    '}',
    ...entry(titles.rescue, boot('rescue', '')),
    ...(recipe.firmware === 'uefi' ? entry('UEFI Firmware Settings', [`  ${mark('firmwareSetup')}`, '  fwsetup']) : []),
    '',
    mark('menu'),
    '',
  ].join('\n');

  function entry(text: string, body: readonly string[]): string[] {
    return [`menuentry ${title(text)} {`, ...body, '}'];
  }
}

function outputLines(recipe: ImageRecipe): string[] {
  if (recipe.output === 'text') return ['terminal_output console'];
  if (recipe.output === 'serial') return ['serial --unit=0 --speed=115200', 'terminal_input serial', 'terminal_output serial'];
  const language = recipe.language === undefined ? [] : ['set locale_dir=$prefix/locale', `set lang=${recipe.language}`, 'insmod gettext'];
  return [
    'loadfont unicode',
    'set gfxmode=800x600',
    'insmod all_video',
    'insmod gfxterm',
    ...language,
    'terminal_output gfxterm',
    // A server's kernel often has no driver for the firmware's graphics, so it starts in text mode.
    'set gfxpayload=text',
  ];
}
