import { describe, expect, it } from 'vitest';
import { understand } from '../../../core/reading/meaning/understand.ts';
import type { Phase } from '../../../core/reading/reading.ts';
import { textOf, wrapped } from './text.ts';

const phaseOf = (...lines: string[]): Phase => understand(textOf(lines)).phase;

/** One line, as the whole of a screen. */
const single: [line: string, phase: Phase][] = [
  // Firmware and network
  ['SeaBIOS (version 1.16.2-debian-1.16.2-1)', 'firmware'],
  ['iPXE (http://ipxe.org) 00:03.0 CA00 PCI2.10 PnP PMM+7EFD10E0+7EF310E0 CA00', 'firmware'],
  ['Press ESC for boot menu.', 'firmware'],
  ['Booting from Hard Disk...', 'firmware'],
  ['Booting from DVD/CD...', 'firmware'],
  ['Boot failed: not a bootable disk', 'firmware'],
  ['No bootable device.', 'firmware'],
  ['Select boot device:', 'firmware'],
  ['BdsDxe: loading Boot0001 "UEFI QEMU HARDDISK QM00001 " from PciRoot(0x0)/Pci(0x1,0x1)/Ata(Primary,Master,0x0)', 'firmware'],
  ['BdsDxe: failed to load Boot0001 "UEFI QEMU DVD-ROM": Not Found', 'firmware'],
  ['Press any key to boot from CD or DVD...', 'firmware'],
  ['iPXE initialising devices...ok', 'networkBoot'],
  ['iPXE 1.21.1+git -- Open Source Network Boot Firmware -- https://ipxe.org', 'networkBoot'],
  ['Configuring (net0 52:54:00:12:34:56)...... ok', 'networkBoot'],
  ['>>Start PXE over IPv4.', 'networkBoot'],
  ['PXE-E53: No boot filename received', 'networkBoot'],
  // Boot loaders
  ['GRUB loading.', 'bootLoader'],
  ['GRUB loading', 'unknown'],
  ['Welcome to GRUB!', 'bootLoader'],
  ["error: file `/boot/vmlinuz-6.1.0' not found.", 'bootLoader'],
  ['error: unknown filesystem.', 'bootLoader'],
  ['error: you need to load the kernel first.', 'bootLoader'],
  ['エラー: まずカーネルをロードする必要があります。', 'bootLoader'],
  ["エラー: ファイル '/boot/x' が見つかりません。", 'bootLoader'],
  ['エラー: 不明なファイルシステム。', 'bootLoader'],
  ["エラー: `x' は不明なコマンドです。", 'bootLoader'],
  ['Press any key to continue...', 'bootLoader'],
  ['続けるには何かキーを押してください...', 'bootLoader'],
  ['Failed to boot both default and fallback entries.', 'bootLoader'],
  ['Press any key to continue.', 'bootLoader'],
  ['Press any key to enter the menu', 'bootLoader'],
  ["Press `ESC' to enter the menu... 26", 'bootLoader'],
  ['grub>', 'bootLoader'],
  ['grub rescue>', 'bootLoader'],
  ['ISOLINUX 6.04 20200816 ETCD Copyright (C) 1994-2015 H. Peter Anvin et al', 'bootLoader'],
  ['boot:', 'bootLoader'],
  ['Welcome to CentOS 6! Automatic boot in 9 seconds. Press a key for options.', 'bootLoader'],
  ["  Booting `Debian GNU/Linux'", 'booting'],
  ["Booting `Rocky Linux (5.14.0-427.el9.x86_64) 9.4 (Blue Onyx)'", 'booting'],
  ['  Booting a command list', 'booting'],
  ['コマンドリストを起動します', 'booting'],
  ['Loading Linux 6.1.0-56-cloud-amd64 ...', 'booting'],
  ['Loading initial ramdisk ...', 'booting'],
  ['Booting Debian in 5 seconds...', 'bootLoader'],
  ['Menu disabled. Hold down key at bootup to show menu.', 'bootLoader'],
  // Kernel
  ['[    0.000000] Linux version 6.1.0-56-cloud-amd64 (debian-kernel@lists.debian.org)', 'kernel'],
  ['[    1.418449] VFS: Cannot open root device "UUID=3f1c" or unknown-block(0,0): error -6', 'kernel'],
  ['[   12.345678][    T1] systemd-journald: x', 'kernel'],
  ['[    1.421386] Please append a correct "root=" boot option; here are the available partitions:', 'kernel'],
  ['List of all partitions:', 'kernel'],
  ['No filesystem could mount root, tried:', 'kernel'],
  ['Initramfs unpacking failed: invalid magic at start of compressed archive', 'kernel'],
  ['[    0.512345] Initramfs unpacking failed: Decoding failed', 'kernel'],
  ['Initramfs unpack failed: Decoding failed', 'kernel'],
  ['[    1.449224] Kernel Offset: disabled', 'kernel'],
  ['Requested init /sbin/init failed (error -2).', 'kernel'],
  ['BUG: unable to handle page fault for address: ffffffffc0401234', 'kernel'],
  ['Oops: 0002 [#1] PREEMPT SMP NOPTI', 'kernel'],
  ['EFI stub: Loaded initrd from LINUX_EFI_INITRD_MEDIA_GUID device path', 'booting'],
  ['Decompressing Linux... Parsing ELF... done.', 'kernel'],
  // Panics
  ['Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)', 'panic'],
  ['[    2.123456] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00', 'panic'],
  ['---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---', 'panic'],
  // Initramfs
  ['Loading, please wait...', 'initramfs'],
  ['Begin: Running /scripts/init-premount ... done.', 'initramfs'],
  ['[  185.123456] dracut-initqueue[305]: Warning: dracut-initqueue timeout - starting timeout scripts', 'initramfs'],
  ['dracut-initqueue[305]: Warning: dracut-initqueue timeout - starting timeout scripts', 'initramfs'],
  ['Warning: /dev/mapper/rl-root does not exist', 'initramfs'],
  // Init
  ['[  OK  ] Reached target Basic System.', 'init'],
  ['[FAILED] Failed to mount /data.', 'init'],
  ['[DEPEND] Dependency failed for Local File Systems.', 'init'],
  ['Dependency failed for Local File Systems.', 'init'],
  ['[  *** ] A start job is running for /dev/disk/by-uuid/3f1c (12s / 1min 30s)', 'init'],
  ['Welcome to Debian GNU/Linux 12 (bookworm)!', 'init'],
  ['[    3.212345] systemd[1]: Detected virtualization kvm.', 'init'],
  // Rescue
  ['Generating "/run/initramfs/rdsosreport.txt"', 'rescueShell'],
  ['Entering emergency mode. Exit the shell to continue.', 'rescueShell'],
  ['Type "journalctl" to view system logs.', 'rescueShell'],
  ['dracut:/#', 'rescueShell'],
  ['switch_root:/#', 'rescueShell'],
  // A shell in place of init: nobody has set a host name yet.
  ['root@(none):/#', 'rescueShell'],
  [':/root#', 'rescueShell'],
  ['(initramfs)', 'rescueShell'],
  ['(initramfs) ls /dev', 'rescueShell'],
  ['Gave up waiting for root file system device.  Common problems:', 'rescueShell'],
  ['ALERT!  UUID=3f1c8a52-7d0e-4b6a-9c55-e2b18f04d7a1 does not exist.  Dropping to a shell!', 'rescueShell'],
  ['The root filesystem on /dev/sda1 requires a manual fsck', 'rescueShell'],
  ['/dev/sda1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.', 'rescueShell'],
  ['You are in emergency mode. After logging in, type "journalctl -xb" to view', 'rescueShell'],
  ['You are in rescue mode. After logging in, type "journalctl -xb" to view', 'rescueShell'],
  ['Cannot open access to console, the root account is locked.', 'rescueShell'],
  ['sh-5.2#', 'rescueShell'],
  ['bash-5.1# mount -o remount,rw /', 'rescueShell'],
  ['~ # ls', 'rescueShell'],
  ['/ #', 'rescueShell'],
  // Somebody is asked
  ['Give root password for maintenance', 'passwordPrompt'],
  ['(or press Control-D to continue):', 'passwordPrompt'],
  ['Press Enter for maintenance', 'passwordPrompt'],
  ['Please unlock disk sda3_crypt:', 'passwordPrompt'],
  ['Please enter passphrase for disk QEMU_HARDDISK (luks-3f1c):', 'passwordPrompt'],
  ['Enter passphrase for /dev/sda3:', 'passwordPrompt'],
  ['Enter password:', 'passwordPrompt'],
  // A server that is up
  ['localhost login:', 'login'],
  ['login:', 'login'],
  ['web-01.example.jp login: root', 'login'],
  ['root@web-01:~#', 'login'],
  ['[root@web-01 ~]# systemctl status', 'login'],
  // Work that must not be cut off
  ['fsck from util-linux 2.38.1', 'fsck'],
  ['/dev/sda1: recovering journal', 'fsck'],
  ['/dev/mapper/vg-root: recovering journal', 'fsck'],
  ['/dev/sda1: was not cleanly unmounted, check forced.', 'fsck'],
  ['/dev/sda1: |=====================                              | 42.5%', 'fsck'],
  ['/dev/vda1: 12.3%', 'fsck'],
  ['Pass 1: Checking inodes, blocks, and sizes', 'fsck'],
  ['[  *** ] (1 of 2) A start job is running for File System Check on /dev/sda1 (1min 2s / no limit)', 'fsck'],
  ['         Starting File System Check on Root Device...', 'fsck'],
  ['         Starting systemd-fsck-root.service - File System Check on Root Device...', 'fsck'],
  ['*** Warning -- SELinux targeted policy relabel is required.', 'relabel'],
  ['*** Relabeling could take a very long time, depending on file', 'relabel'],
  ['         Starting Kdump Vmcore Save Service...', 'crashDump'],
  ['kdump: saving vmcore', 'crashDump'],
  ['kdump[512]: saving vmcore-dmesg.txt to /var/crash/127.0.0.1-2026-01-02/', 'crashDump'],
  ['Copying data                                      : [ 45.3 %] /           eta: 12s', 'crashDump'],
  ['kdump-tools: running makedumpfile -c -d 31 /proc/vmcore /var/crash/x/dump-incomplete', 'crashDump'],
];

describe('one line', () => {
  it.each(single)('%s → %s', (line, phase) => {
    expect(phaseOf('', line, '')).toBe(phase);
  });

  // Boot loaders break at blanks and are tested so; consoles break anywhere, at their full width.
  const broken = single.filter(([line, phase]) => line.length > 50 && !['bootLoader', 'firmware', 'passwordPrompt'].includes(phase) && !/ {3}/.test(line.slice(10)));
  it.each(broken)('broken by a console: %s → %s', (line, phase) => {
    expect(understand({ ...textOf(['', ...wrapped([line], 50)]), columns: 50 }).phase).toBe(phase);
  });
});

describe('nothing known is unknown', () => {
  it.each([
    'Hello',
    'The quick brown fox jumps over the lazy dog',
    'user login: failed for reasons that are explained elsewhere at length',
    'last login: Mon Nov 23 04:10:46 UTC 2026 on tty1 and more words',
    'He said: the kernel panicked.',
    'Kernel panic',
    'GRUB',
    'Loading the truck ...',
    'Booting',
    'error: ',
    'error: something that no boot loader says',
    'password',
    '# a comment',
    '$ prompt of whom?',
    'C:\\>',
    'fsck is a program',
    'Checking in at the hotel',
    'Relabel the boxes',
    'Pass 7: nothing',
    'Starting something',
    '42.5%',
    'Reboot',
    '\ufffd\ufffd\ufffd \ufffd\ufffd',
    '[1.5] not a kernel time',
  ])('%s', (line) => {
    expect(phaseOf('', line)).toBe('unknown');
  });

  it('an empty screen is blank, one that could not be read is not', () => {
    expect(phaseOf('', '')).toBe('blank');
    expect(understand({ lines: [], font: undefined, exactShare: 0, inverseRows: [] }).phase).toBe('unknown');
  });
});

describe('the latest counts', () => {
  const panicked = ['[    1.412345] x', '[    1.423239] Kernel panic - not syncing: VFS: Unable to mount root fs', '[    1.425066] CPU: 0 PID: 1 Comm: swapper/0', '[    1.449224] ---[ end Kernel panic ]---'];

  it.each<[string, string[], Phase]>([
    ['a panic stays one though the kernel says more', panicked, 'panic'],
    ['after a panic the firmware starts anew', [...panicked, 'SeaBIOS (version 1.16.2)', 'Booting from Hard Disk...'], 'firmware'],
    ['a login prompt stays one though the kernel speaks', ['localhost login:', '[  345.678901] audit: type=1400'], 'login'],
    ['kernel lines after a login’s reboot', ['localhost login:', 'SeaBIOS (version 1.16.2)', '[    0.100000] x'], 'kernel'],
    ['init goes on among kernel lines', ['[  OK  ] Started Journal Service.', '[    5.000000] x'], 'init'],
    ['a loader that failed', ["  Booting `Debian GNU/Linux'", '', "error: file `/boot/vmlinuz' not found.", '', 'Press any key to continue...'], 'bootLoader'],
    ['loading after the firmware', ['SeaBIOS (version 1.16.2)', 'Booting from Hard Disk...', 'GRUB loading.', 'Welcome to GRUB!', '', "  Booting `Debian'"], 'booting'],
    ['the password asked in emergency mode', ['You are in emergency mode. After logging in, type', 'Give root password for maintenance', '(or press Control-D to continue):'], 'passwordPrompt'],
    ['its shell', ['You are in emergency mode. After logging in, type', 'Give root password for maintenance', '(or press Control-D to continue):', 'root@web-01:~#'], 'rescueShell'],
    ['a check that ended well', ['fsck from util-linux 2.38.1', '/dev/sda1: clean, 38521/1310720 files, 412345/5242880 blocks', '[  OK  ] Started Journal Service.'], 'init'],
    ['a check that ended well, nothing after it', ['[    2.000000] x', 'fsck from util-linux 2.38.1', '/dev/sda1: clean, 38521/1310720 files, 412345/5242880 blocks'], 'kernel'],
    ['a check that runs while others report', ['fsck from util-linux 2.38.1', '/dev/sda1: recovering journal', '[    5.000000] random: crng init done', '[  OK  ] Started Journal Service.'], 'fsck'],
    ['systemd’s check, done', ['         Starting File System Check on Root Device...', '[  OK  ] Finished File System Check on Root Device.'], 'init'],
    ['a second disk’s check after the first one’s end', ['/dev/sda1: clean, 1/2 files, 3/4 blocks', '/dev/sdb1: recovering journal'], 'fsck'],
    ['a check that failed', ['fsck from util-linux 2.38.1', '/dev/sda1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.', '(initramfs)'], 'rescueShell'],
    ['relabelling among progress', ['*** Warning -- SELinux targeted policy relabel is required.', '*** Relabeling could take a very long time, depending on file', '*** system size and speed of hard drives.', '12.5%'], 'relabel'],
    ['a dump that is saved after a panic', [...panicked, '         Starting Kdump Vmcore Save Service...', 'kdump: saving vmcore'], 'crashDump'],
    ['the crash kernel starts: time runs anew without a firmware', ['[   95.000000] Kernel panic - not syncing: Fatal exception', '[   95.100000] CPU: 0', '[    0.000000] Linux version 6.1.0'], 'crashDump'],
    ['a dump that is done', ['kdump: saving vmcore', 'kdump: saving vmcore complete'], 'unknown'],
    ['the ordinary kdump service saves nothing', ['[  OK  ] Finished Crash recovery kernel arming.', 'Starting kdump-tools:'], 'init'],
    ['a rescue image’s shell', ['Rescue shell (BusyBox). Type help for the commands.', 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1) built-in shell (ash)', 'root@rescue:/root#'], 'rescueShell'],
  ])('%s', (_name, lines, phase) => {
    expect(phaseOf(...lines)).toBe(phase);
  });
});
