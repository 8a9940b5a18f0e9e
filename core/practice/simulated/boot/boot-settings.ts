/** Which boot loader the simulated server has. Their key tables differ; see {@link import('./grub-keys.ts')}. */
export const grubVersions = ['grub-2.04', 'grub-2.06', 'legacy'] as const;
export type GrubVersion = (typeof grubVersions)[number];

/** What the simulated server is like from the moment its CPU starts. Times in milliseconds. */
export interface BootSettings {
  readonly firmware: 'bios' | 'uefi';
  readonly grub: GrubVersion;
  /** What GRUB shows while its timeout runs: the menu, a number, or nothing. */
  readonly style: 'menu' | 'countdown' | 'hidden';
  /** Negative: the menu waits for ever. */
  readonly timeoutSeconds: number;
  /** True where one configuration file calls the next, as UEFI systems do: ESC then leaves the menu for GRUB's shell. */
  readonly nested: boolean;
  /** `text`: VGA text mode. `graphical`: 800×600 with Unifont. */
  readonly output: 'text' | 'graphical';
  /** `debian`: cyan and white on blue. `plain`: the highlighted line inverse. */
  readonly colours: 'debian' | 'plain';
  /** Seconds after which the panicked kernel restarts the machine by itself; 0: never. */
  readonly panicRebootSeconds: number;
  /** From the CPU's start: keys typed before are lost, later ones wait in the BIOS's buffer. */
  readonly keyboardReadyMs: number;
  /** From the CPU's start to the boot sector. */
  readonly firmwareMs: number;
  /** From the boot sector to GRUB's first look at its timeout. */
  readonly loaderMs: number;
  /** From the choice of an entry to the kernel's first line. */
  readonly kernelLoadMs: number;
  /** From the kernel's first line to its last. */
  readonly kernelMs: number;
}

/** A BIOS machine with GRUB 2.06 and a menu of five seconds; the times are those of a real one in software emulation. */
export const defaultBootSettings: BootSettings = {
  firmware: 'bios',
  grub: 'grub-2.06',
  style: 'menu',
  timeoutSeconds: 5,
  nested: false,
  output: 'text',
  colours: 'debian',
  panicRebootSeconds: 0,
  keyboardReadyMs: 60,
  firmwareMs: 180,
  loaderMs: 340,
  kernelLoadMs: 600,
  kernelMs: 1_600,
};
