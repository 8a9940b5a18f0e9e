/** What of the simulated disk matters for the boot. Outlives reboots. */
export interface Disk {
  /** The initramfs of each installed kernel. A broken one is empty: /boot was full when an update wrote it. */
  readonly initramfs: Readonly<Record<string, 'whole' | 'broken'>>;
}

/** The kernel that an interrupted update left without its initramfs. */
export const brokenKernel = '6.1.0-29-practice';
/** The one before it. */
export const goodKernel = '6.1.0-28-practice';

export const newDisk: Disk = { initramfs: { [brokenKernel]: 'broken', [goodKernel]: 'whole' } };
