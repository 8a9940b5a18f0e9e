import type { Phase } from '../reading.ts';

/**
 * What tells how far a boot has come. A pattern is held against whole trimmed lines, wrapped ones put together again.
 * Where a phase has an `over`, a later line that fits it ends the phase.
 */
export interface PhaseMark {
  readonly phase: Phase;
  readonly pattern: RegExp;
  readonly over?: RegExp;
}

/** The machine starts anew, or its boot loader works: everything above on the screen is of before. */
export const startMarks: readonly PhaseMark[] = [
  { phase: 'firmware', pattern: /^SeaBIOS \(version .*\)|^iPXE \(https?:\/\/ipxe\.org\)|^Press ESC for boot menu\.|^Booting from (?:Hard Disk|DVD\/CD|Floppy|ROM|[0-9a-f]{4}:[0-9a-f]{4})\.*$/i },
  { phase: 'firmware', pattern: /^Boot failed: |^No bootable device\.|^Select boot device:$|^BdsDxe: (?:loading|starting|failed to (?:load|start)|No bootable)|^UEFI Interactive Shell v|^Machine UUID [0-9a-f-]{36}/i },
  { phase: 'firmware', pattern: /^Tiano ?Core$|^Start boot option$|^Press any key to boot from CD or DVD\.*$|^(?:Operating system not found|Missing operating system|Non-system disk)/i },
  { phase: 'networkBoot', pattern: /^iPXE initialising devices|^iPXE \d+\.\d+.* -- Open Source Network Boot Firmware|^(?:>>)?(?:Start (?:PXE|HTTP Boot) over IPv[46]|Checking Media Presence)|^PXE-[EM][0-9A-F]{2}: |^Configuring \(net\d+ /i },
  { phase: 'bootLoader', pattern: /^GRUB loading(?:\.|, please wait)|^Welcome to GRUB!$|^(?:SYS|ISO|PXE|EXT)LINUX \d\.\d+ |^GRUB Loading stage|^(?:SYS|ISO|EXT)LINUX \S+ EDD /i },
  { phase: 'bootLoader', pattern: /^error: (?:file [`'‘].*['’] not found\.|unknown filesystem\.|you need to load the kernel first\.|no such (?:device|partition)|symbol .* not found|out of memory|disk .* not found)|^エラー: .*。$/i },
  { phase: 'bootLoader', pattern: /^(?:Press any key to continue\.\.\.|続けるには何かキーを押してください\.\.\.|Failed to boot both default and fallback entries\.)$/i },
  { phase: 'bootLoader', pattern: /^Press any key to enter the menu|^Booting .+ in \d+ seconds\.\.\.|^Menu disabled\. Hold down key at bootup to show menu\.|^Press [`']ESC' to enter the menu|^Press any key to continue\.$|^boot: ?|^Welcome to .*Automatic boot in \d+ seconds/i },
  { phase: 'booting', pattern: /^Booting (?:[`'‘].*['’]|a command list)$|^コマンドリストを起動します$|^Loading (?:Linux \S+|initial ramdisk|vmlinuz\S*|initrd\S*|\S*\/(?:vmlinuz|initrd|bzImage)\S*) ?\.\.\.|^Loading \S*(?:vmlinuz|initrd|linux)\S*\.\.\. ?(?:ok|ready)?\.*$|^EFI stub: /i },
];

/** Printed by the kernel with its time in front; the few lines that come before its console are given by their words. */
export const kernelLine = /^\[ *\d{1,7}\.\d{6}\](?:\[ *[TC]\d+\])? ?/;
const kernelMarks: readonly PhaseMark[] = [
  { phase: 'kernel', pattern: new RegExp(`${kernelLine.source}|^(?:Decompressing Linux\\.\\.\\.|Booting the kernel\\.|early console in )|^Linux version \\d`) },
  { phase: 'kernel', pattern: /^VFS: Cannot open root device |^Please append a correct "root=" boot option|^List of all partitions:$|^No filesystem could mount root, tried:|^Initramfs unpack(?:ing)? failed: |^Requested init \S+ failed \(error -\d+\)\.|^Run \S+ as init process$|^BUG: unable to handle |^Oops: |^Call Trace:$/ },
];

const initramfsMarks: readonly PhaseMark[] = [
  { phase: 'initramfs', pattern: /^Loading, please wait\.\.\.$|^Begin: (?:Loading essential drivers|Running \/scripts\/|Mounting root file system|Will now check root file system|Waiting for)|^dracut-[a-z-]+\[\d+\]: |^dracut: |^dracut-initqueue timeout|^Warning: \/dev\/\S+ does not exist$/ },
];

const initMarks: readonly PhaseMark[] = [
  { phase: 'init', pattern: /^\[ *(?:OK|FAILED|DEPEND|INFO|TIME|SKIP|WARN|ok|info|warn|FAIL) *\] |^\[[* ]{4,8}\] (?:\(\d+ of \d+\) )?A start job is running for |^A start job is running for |^Welcome to .+!$|^systemd\[1\]: |^INIT: (?:version \d|Entering runlevel)|^Dependency failed for /i },
];

const device = String.raw`(?:\/dev\/\S+|[\w./:-]+)`;
/** Work that a reset would harm, over only when it says so or when something later shows that the boot went on without it. */
const workMarks: readonly PhaseMark[] = [
  {
    phase: 'fsck',
    pattern: new RegExp(
      [
        String.raw`^fsck from util-linux \d`,
        String.raw`^\[.*\] (?:\(\d+\) -- \S+\] )?fsck\.\w+ `,
        String.raw`^${device}: (?:recovering journal|Clearing orphaned inode|was not cleanly unmounted, check forced|has gone \d+ days without being checked|has been mounted \d+ times without being checked|contains a file system with errors, check forced|replaying journal)`,
        String.raw`^${device}: ?\|=* *[-\\|/]? *\|? *\d+(?:\.\d+)?%`,
        String.raw`^${device}: \d+\.\d+%`,
        String.raw`^Pass [1-5](?:[A-D])?: `,
        String.raw`(?:^| )Starting (?:systemd-fsck\S* - )?File System Check on `,
        String.raw`A start job is running for (?:\S+ - )?File System Check on `,
        String.raw`^\*+ Phase [1-7] - `,
        String.raw`^Checking (?:root )?file ?systems?\b`,
      ].join('|'),
      'i',
    ),
    over: new RegExp(
      [
        String.raw`^${device}: (?:clean, \d|\*+ (?:FILE SYSTEM WAS MODIFIED|REBOOT))`,
        String.raw`^${device}: \d+\/\d+ files \(`,
        String.raw`(?:Finished|Started) (?:systemd-fsck\S* - )?File System Check on `,
        String.raw`(?:Reached target|Dependency failed for).* (?:Local File Systems|local-fs\.target)`,
        String.raw`UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY`,
        String.raw`requires a manual fsck`,
        String.raw`EXT4-fs \(\S+\): (?:mounted filesystem|re-mounted)`,
        String.raw`XFS \(\S+\): Ending (?:clean mount|recovery)`,
      ].join('|'),
      'i',
    ),
  },
  { phase: 'relabel', pattern: /\*\*\* Warning -- SELinux .* policy relabel is required\.|\*\*\* Relabeling could take a very long time|Relabeling \/|^Starting Relabel all filesystems|selinux-autorelabel\[\d+\]/i },
  {
    phase: 'crashDump',
    pattern: /Starting Kdump Vmcore Save Service|kdump(?:\[\d+\])?(?:\.sh)?: saving|saving vmcore|makedumpfile .*\/proc\/vmcore|^Copying data *: *\[ *\d|^The dumpfile is saved to/i,
    over: /kdump.*saving vmcore complete|Finished Kdump Vmcore Save Service/i,
  },
];

/** Where a boot comes to rest. */
const endMarks: readonly PhaseMark[] = [
  {
    phase: 'rescueShell',
    pattern:
      /^(?:Generating "\/run\/initramfs\/rdsosreport\.txt"|Type "journalctl" to view system logs\.$|Entering emergency mode\. Exit the shell to continue\.|You are in (?:emergency|rescue) mode\.|Gave up waiting for (?:root|suspend\/resume).* device\.|ALERT! .* does not exist\. +Dropping to a shell!|The root filesystem on \S+ requires a manual fsck|Cannot open access to console, the root account is locked\.)|UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY\.|^Welcome to (?:emergency|rescue) mode!/i,
  },
  { phase: 'rescueShell', pattern: /^(?:\(initramfs\)|(?:dracut|switch_root|rescue|emergency|init)(?::[^\s#]*)?[#>]|(?:ba)?sh-\d\.\d+#|root@\(none\):[^\s#]*#|:\/[^\s#]*#|[~/][^\s#]* #)(?: |$)/ },
  { phase: 'passwordPrompt', pattern: /^Give root password for (?:maintenance|login)|^\(or (?:press|type) Control-D to continue\):|^Press Enter for (?:maintenance|system maintenance|emergency)|^Please unlock disk \S+|^(?:🔐 )?Please enter passphrase for disk |^Enter passphrase for \S+/i },
  { phase: 'login', pattern: /^[\w.-]+ login: ?\S{0,40}$|^login: ?\S{0,40}$/ },
  { phase: 'panic', pattern: /Kernel panic - not syncing: |(?:^|\s)KERNEL PANIC!$/ },
];

/** By what comes later in a boot: of several on the screen, the most advanced counts; among the last two kinds, the latest. */
export const progressMarks: readonly (readonly PhaseMark[])[] = [kernelMarks, initramfsMarks, initMarks, [...workMarks, ...endMarks]];

/** A prompt of a person's shell, e.g. `root@host:~#` or `[root@host ~]$`. */
export const shellPrompt = /^(?:\[[\w.-]+@[\w.-]+ [^\]]*\]|[\w.-]+@[\w.-]+:[^\s#$]*) ?[#$](?: |$)/;
/** Words that show that such a prompt is a rescue system's, not a running server's. */
export const rescueWords = /\b(?:emergency|rescue|recovery|maintenance)\b|BusyBox v\d/i;
