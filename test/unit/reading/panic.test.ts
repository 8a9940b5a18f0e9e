import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { readPanic } from '../../../core/reading/meaning/panic.ts';
import { findCauses, parseCauses, tellCause } from '../../../core/reading/panic/causes.ts';
import { panicDetails, staysForever } from '../../../core/reading/panic/details.ts';
import { parsePanicPayload, readPanicQr } from '../../../core/reading/panic/qr.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { screenOf } from './picture.ts';
import { textOf, wrapped } from './text.ts';

const stamp = (lines: readonly string[]): string[] => lines.map((line, index) => `[    1.${String(400_000 + index)}] ${line}`);

/** Reasons that kernels give, and the cause that is to be told first. */
const reasons: [line: string, reason: string, cause: string][] = [
  ['Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)', 'VFS: Unable to mount root fs on unknown-block(0,0)', 'initramfs-missing'],
  ['Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(8,1)', 'VFS: Unable to mount root fs on unknown-block(8,1)', 'root-file-system-unknown'],
  ['Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00', 'Attempted to kill init! exitcode=0x00007f00', 'init-missing-library'],
  ['Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b', 'Attempted to kill init! exitcode=0x0000000b', 'init-killed'],
  ['Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100', 'Attempted to kill init! exitcode=0x00000100', 'init-killed'],
  ['Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000200', 'Attempted to kill init! exitcode=0x00000200', 'init-killed'],
  [
    'Kernel panic - not syncing: No working init found.  Try passing init= option to kernel. See Linux Documentation/admin-guide/init.rst for guidance.',
    'No working init found.  Try passing init= option to kernel. See Linux Documentation/admin-guide/init.rst for guidance.',
    'init-missing',
  ],
  ['Kernel panic - not syncing: Requested init /sbin/init failed (error -8).', 'Requested init /sbin/init failed (error -8).', 'init-missing'],
  ['Kernel panic - not syncing: Fatal exception', 'Fatal exception', 'fatal-exception'],
  ['Kernel panic - not syncing: Fatal exception in interrupt', 'Fatal exception in interrupt', 'fatal-exception'],
  ['Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled', 'Out of memory: compulsory panic_on_oom is enabled', 'out-of-memory'],
  ['Kernel panic - not syncing: Out of memory and no killable processes...', 'Out of memory and no killable processes...', 'out-of-memory'],
  ['Kernel panic - not syncing: System is deadlocked on memory', 'System is deadlocked on memory', 'out-of-memory'],
  ["Kernel panic - not syncing: IO-APIC + timer doesn't work!  Boot with apic=debug and send a report.", "IO-APIC + timer doesn't work!  Boot with apic=debug and send a report.", 'timer'],
  ['Kernel panic - not syncing: hung_task: blocked tasks', 'hung_task: blocked tasks', 'hung-task'],
  ['Kernel panic - not syncing: softlockup: hung tasks', 'softlockup: hung tasks', 'soft-lockup'],
  ['Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: do_one_initcall', 'stack-protector: Kernel stack is corrupted in: do_one_initcall', 'memory-corruption'],
  ['Kernel panic - not syncing: corrupted stack end detected inside scheduler', 'corrupted stack end detected inside scheduler', 'memory-corruption'],
  ['Kernel panic - not syncing: sysrq triggered crash', 'sysrq triggered crash', 'asked-for'],
];

describe('reason and cause', () => {
  it.each(reasons)('%s', (line, reason, cause) => {
    const lines = [...stamp([line, 'CPU: 0 PID: 1 Comm: swapper/0'])];
    expect(readPanic(textOf(lines))).toEqual({ reason });
    expect(readPanic({ ...textOf(wrapped(lines, 40)), columns: 40 })?.reason.replace(/\s+/g, ' ')).toBe(reason.replace(/\s+/g, ' '));
    expect(findCauses(lines)[0]?.id).toBe(cause);
  });

  it('only the end mark is left on the screen', () => {
    expect(readPanic(textOf(['</TASK>', '---[ end Kernel panic - not syncing: Fatal exception ]---']))).toEqual({ reason: 'Fatal exception' });
  });

  it('a panic that reboots says when, one that stays is said to stay', () => {
    const panic = stamp(['Kernel panic - not syncing: Fatal exception', 'Rebooting in 10 seconds..']);
    expect(readPanic(textOf(panic))).toEqual({ reason: 'Fatal exception', rebootInSeconds: 10 });
    const staying = textOf(stamp(['Kernel panic - not syncing: Fatal exception', '---[ end Kernel panic - not syncing: Fatal exception ]---']));
    expect(staysForever({ reason: 'Fatal exception' }, staying)).toBe(true);
    expect(findCauses(staying.lines).map(({ id }) => id)).toEqual(['fatal-exception', 'no-reboot-after-panic']);
    expect(findCauses(panic).map(({ id }) => id)).toEqual(['fatal-exception']);
  });

  it('the full-screen message of newer kernels', () => {
    expect(readPanic(textOf(['', '         KERNEL PANIC!', '', '    Please reboot your computer.', '', '   Attempted to kill init! exitcode=0x00000100']))).toEqual({
      reason: 'Attempted to kill init! exitcode=0x00000100',
    });
  });

  it.each([[['KERNEL PANIC!']], [['The kernel panicked.']], [['Kernel panic']], [[]]])('no panic: %j', (lines) => {
    expect(readPanic(textOf(lines))).toBeUndefined();
  });
});

describe('causes beyond the reason', () => {
  it.each([
    [['BUG: unable to handle page fault', 'RIP: 0010:drbd_adm_attach+0x12/0x340 [drbd]', 'Kernel panic - not syncing: Fatal exception'], 'drbd-other-kernel'],
    [['drbd: version magic \'5.14.0-362.el9\' should be \'5.14.0-427.el9\''], 'drbd-other-kernel'],
    [['modprobe: FATAL: Module drbd not found in directory /lib/modules/5.14.0-427.el9.x86_64'], 'drbd-missing'],
    [['Could not connect to \'drbd\' generic netlink family'], 'drbd-missing'],
    [['vmhgfs: disagrees about version of symbol module_layout'], 'guest-tool-not-rebuilt'],
    [['RIP: 0010:prl_fs_mount+0x12/0x340 [prl_fs]', 'Kernel panic - not syncing: Fatal exception'], 'guest-tool-not-rebuilt'],
    [['Hardware name: Microsoft Corporation Virtual Machine/Virtual Machine, BIOS Hyper-V UEFI Release v4.0', 'Starting Kdump Vmcore Save Service'], 'kdump-hang-hyperv'],
    [['Initramfs unpacking failed: Decoding failed', 'Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)'], 'initramfs-broken'],
    [['Fatal glibc error: CPU does not support x86-64-v2', 'Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100'], 'cpu-too-old'],
    [['Gave up waiting for root file system device.  Common problems:'], 'root-not-found'],
    [['[DEPEND] Dependency failed for Local File Systems.'], 'fstab'],
    [['/dev/sda1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.'], 'fsck-by-hand'],
    [['Cannot open access to console, the root account is locked.'], 'root-locked'],
  ])('%j', (lines, cause) => {
    expect(findCauses(lines)[0]?.id).toBe(cause);
  });

  it('is found in words that a console broke', () => {
    expect(findCauses(['Kernel panic - not syncing: VFS: Unable to mount root fs on unkno', 'wn-block(0,0)'])[0]?.id).toBe('initramfs-missing');
  });

  it('nothing known, nothing said', () => {
    expect(findCauses(['All is well', 'localhost login:'])).toEqual([]);
  });

  it('one’s own come first, and tell in both languages', () => {
    const own = parseCauses([{ id: 'our-raid', patterns: ['unknown-block\\(0,0\\)'], cause: { en: 'The RAID card.', ja: 'RAID カードです。' }, cures: [{ en: 'Call Ken.', ja: 'ケンに電話します。' }], source: 'our wiki' }]);
    const found = findCauses(['VFS: Unable to mount root fs on unknown-block(0,0)'], own);
    expect(found.map(({ id }) => id)).toEqual(['our-raid', 'initramfs-missing']);
    expect(found[0] && tellCause(found[0], 'ja')).toEqual({ cause: 'RAID カードです。', cures: ['ケンに電話します。'] });
  });

  it.each([[{}], [[{ id: 'x' }]], [[{ id: 'x', patterns: ['('], cause: { en: 'a', ja: 'b' }, cures: [{ en: 'a', ja: 'b' }], source: 's' }]], ['text']])('a file that cannot be used: %j', (json) => {
    expect(() => parseCauses(json)).toThrow(/cannot be used/);
  });
});

describe('details', () => {
  it('of a real panic on VGA text', () => {
    expect(panicDetails(new ScreenReader(screenOf('text-restarts-panic-rebooting')).read().text)).toEqual({
      kernelVersion: '6.1.0-56-cloud-amd64',
      taint: '',
      process: 'swapper/0',
      pid: 1,
      hardware: 'QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014',
      function: 'mount_block_root',
      callTrace: ['dump_stack_lvl', 'panic', 'mount_block_root', 'prepare_namespace', 'kernel_init_freeable', 'kernel_init', 'ret_from_fork'],
    });
  });

  it('of a fault in a module', () => {
    const lines = stamp([
      'BUG: unable to handle page fault for address: ffffffffc0401234',
      'Oops: 0002 [#1] PREEMPT SMP NOPTI',
      'CPU: 1 PID: 512 Comm: modprobe Tainted: G           OE      5.14.0-427.el9.x86_64 #1',
      'Hardware name: Red Hat KVM/RHEL, BIOS 1.16.1-1.el9 04/01/2014',
      'RIP: 0010:drbd_adm_attach+0x12/0x340 [drbd]',
      'Call Trace:',
      ' <TASK>',
      ' ? __die+0x23/0x70',
      ' genl_family_rcv_msg_doit+0xdd/0x130',
      ' genl_rcv_msg+0x1b5/0x280 [nfnetlink]',
      ' </TASK>',
      'Modules linked in: drbd(OE)',
      'Kernel panic - not syncing: Fatal exception',
    ]);
    expect(panicDetails(textOf(lines))).toMatchObject({
      kernelVersion: '5.14.0-427.el9.x86_64',
      taint: 'G OE',
      process: 'modprobe',
      pid: 512,
      function: 'drbd_adm_attach',
      module: 'drbd',
      callTrace: ['genl_family_rcv_msg_doit', 'genl_rcv_msg'],
    });
  });

  it('what is not on the screen is left out', () => {
    expect(panicDetails(textOf(['Kernel panic - not syncing: x']))).toEqual({ callTrace: [] });
  });
});

describe('QR codes, made by qrencode', () => {
  const folder = new URL('./qr/', import.meta.url);
  const kernelLog = readFileSync(new URL('kmsg.txt', folder), 'utf8').trimEnd().split('\n');

  function screenWithCode(name: string, x: number, y: number): Screen {
    const png = decode(readFileSync(new URL(`${name}.png`, folder)));
    const screen = new Screen();
    screen.resize(1280, 800);
    for (let row = 0; row < png.height; row++) {
      for (let column = 0; column < png.width; column++) {
        const from = (row * png.width + column) * 3;
        screen.pixels.set(png.data.subarray(from, from + 3), ((y + row) * 1280 + x + column) * 4);
      }
    }
    return screen;
  }

  it.each(['seven', 'thirteen'])('the log behind a link (%s)', (name) => {
    expect(readPanicQr(screenWithCode(name, 491, 251))).toEqual({ log: kernelLog, url: 'https://panic.archlinux.org/panic_report#', architecture: 'x86_64', kernelVersion: '6.12.1-arch1-1' });
  });

  it('the bare log', () => {
    const found = readPanicQr(screenWithCode('raw', 13, 400));
    expect(found?.url).toBe('');
    expect(found?.log.slice(1)).toEqual(kernelLog.slice(-(found?.log.length ?? 0) + 1));
    expect(found?.log.length).toBeGreaterThan(30);
  });

  it('a screen without one', () => {
    expect(readPanicQr(screenOf('uefi-panic'))).toBeUndefined();
    expect(readPanicQr(new Screen())).toBeUndefined();
  });

  it.each(['https://example.com/', 'https://example.com/?z=', 'https://example.com/?z=99999999999999999', 'https://example.com/?z=1234', 'WIFI:S:guest;;', ''])('a code of something else: %s', (payload) => {
    expect(parsePanicPayload(payload)).toBeUndefined();
  });

  it('a stream that would unpack to more than any log is refused', () => {
    const bomb = deflateSync(Buffer.alloc(5_000_000));
    let digits = '';
    for (let at = 0; at < bomb.length; at += 7) {
      const part = bomb.subarray(at, at + 7);
      digits += BigInt(`0x${Buffer.from(part).reverse().toString('hex')}`).toString().padStart([0, 3, 5, 8, 10, 13, 15, 17][part.length] ?? 0, '0');
    }
    expect(parsePanicPayload(`https://example.com/?z=${digits}`)).toBeUndefined();
  });
});
