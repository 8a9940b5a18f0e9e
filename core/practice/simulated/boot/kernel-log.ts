import { brokenKernel } from './disk.ts';

/** A line that the kernel or the init system prints, and when after the kernel's first line. */
export interface KernelLine {
  readonly afterMs: number;
  readonly text: string;
}

export interface KernelRun {
  readonly kernel: string;
  readonly arguments: string;
  readonly to: 'panic' | 'rescueShell' | 'login';
  readonly panicRebootSeconds: number;
  /** From the first line to the last. */
  readonly durationMs: number;
}

/** Everything from the kernel's first line to where it ends up. */
export function kernelLines(run: KernelRun): readonly KernelLine[] {
  const kernel = [...beginning(run), ...(run.to === 'panic' ? panic(run) : ['Run /init as init process'])];
  const stamped = kernel.map((text, index) => `[${((index * 1.37) / kernel.length).toFixed(6).padStart(12)}] ${text}`);
  const texts = [...stamped, ...(run.to === 'panic' ? [] : services(run))];
  return texts.map((text, index) => ({ afterMs: (run.durationMs * index) / texts.length, text }));
}

function beginning({ kernel, arguments: words }: KernelRun): string[] {
  return [
    `Linux version ${kernel} (practice@bootcatch) #1 SMP PREEMPT_DYNAMIC (simulated)`,
    `Command line: BOOT_IMAGE=/boot/vmlinuz-${kernel} ${words}`,
    'BIOS-provided physical RAM map:',
    'BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable',
    'BIOS-e820: [mem 0x0000000000100000-0x000000001ffdefff] usable',
    'NX (Execute Disable) protection: active',
    'DMI: bootcatch practice server',
    'Hypervisor detected: none, this is a simulation',
    'tsc: Detected 2600.000 MHz processor',
    'ACPI: RSDP 0x00000000000F5960 000014 (v00 PRACT )',
    'Zone ranges:',
    '  DMA      [mem 0x0000000000001000-0x0000000000ffffff]',
    '  DMA32    [mem 0x0000000001000000-0x000000001ffdefff]',
    'Memory: 469348K/523768K available',
    'SLUB: HWalign=64, Order=0-3, MinObjects=0, CPUs=1, Nodes=1',
    'rcu: Hierarchical RCU implementation.',
    'Console: colour VGA+ 80x25',
    'printk: console [tty0] enabled',
    'Calibrating delay loop (skipped), value calculated using timer frequency',
    'smpboot: CPU0: practice processor',
    'PCI: Using configuration type 1 for base access',
    'SCSI subsystem initialized',
    'NET: Registered PF_INET protocol family',
    'TCP: Hash tables configured (established 4096 bind 4096)',
    'Serial: 8250/16550 driver, 4 ports, IRQ sharing enabled',
    'i8042: PNP: PS/2 Controller [PNP0303:KBD,PNP0f13:MOU] at 0x60,0x64 irq 1,12',
    'input: AT Translated Set 2 keyboard as /devices/platform/i8042/serio0/input/input0',
    'rtc_cmos 00:05: registered as rtc0',
    'Segment Routing with IPv6',
    'registered taskstats version 1',
  ];
}

/** The panic of a kernel without a usable initramfs: it looks for its root file system itself and knows no disk. */
function panic({ kernel, arguments: words, panicRebootSeconds }: KernelRun): string[] {
  const root = /(?:^| )root=(\S+)/.exec(words)?.[1] ?? '(null)';
  const reason = 'VFS: Unable to mount root fs on unknown-block(0,0)';
  return [
    ...(kernel === brokenKernel ? ['Initramfs unpacking failed: invalid magic at start of compressed archive'] : []),
    `VFS: Cannot open root device "${root}" or unknown-block(0,0): error -6`,
    'Please append a correct "root=" boot option; here are the available partitions:',
    `Kernel panic - not syncing: ${reason}`,
    `CPU: 0 PID: 1 Comm: swapper/0 Not tainted ${kernel} #1`,
    'Hardware name: bootcatch practice server',
    'Call Trace:',
    ' <TASK>',
    ' dump_stack_lvl+0x44/0x5c',
    ' panic+0x118/0x2ed',
    ' mount_block_root+0x1d3/0x1e6',
    ' prepare_namespace+0x136/0x165',
    ' kernel_init_freeable+0x25c/0x286',
    ' ? rest_init+0xd0/0xd0',
    ' kernel_init+0x16/0x130',
    ' ret_from_fork+0x22/0x30',
    ' </TASK>',
    'Kernel Offset: 0x1c000000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)',
    panicRebootSeconds > 0 ? `Rebooting in ${panicRebootSeconds} seconds..` : `---[ end Kernel panic - not syncing: ${reason} ]---`,
  ];
}

function services({ to }: KernelRun): string[] {
  const reached = ['Mounted /boot.', 'Started udev Kernel Device Manager.', 'Finished File System Check on /dev/vda1.', 'Reached target Local File Systems.'];
  const login = ['Started System Logging Service.', 'Started OpenSSH server.', 'Reached target Multi-User System.'];
  return [...reached, ...(to === 'login' ? login : ['Started Rescue Shell.', 'Reached target Rescue Mode.'])].map((text) => `[  OK  ] ${text}`);
}
