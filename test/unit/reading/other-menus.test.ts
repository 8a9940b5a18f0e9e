import { describe, expect, it } from 'vitest';
import { readMenu } from '../../../core/reading/meaning/menu.ts';
import { understand } from '../../../core/reading/meaning/understand.ts';
import type { Menu } from '../../../core/reading/reading.ts';
import { textOf, wrapped } from './text.ts';

const read = (lines: readonly string[], bars: readonly number[] = [], font?: string): Menu | undefined => readMenu({ ...textOf(lines, bars), ...(font !== undefined && { font }) });

const box = (entries: readonly string[], width = 73): string[] => [` ┌${'─'.repeat(width)}┐`, ...entries.map((entry) => ` │ ${entry.padEnd(width - 1)}│`), ` └${'─'.repeat(width)}┘`];

describe('GRUB legacy', () => {
  const title = '    GNU GRUB  version 0.97  (639K lower / 523200K upper memory)';
  const entries = ['CentOS (2.6.32-754.el6.x86_64)', 'CentOS (2.6.32-696.el6.x86_64)'];
  const help = ['    Use the ↑ and ↓ keys to select which entry is highlighted.', "    Press enter to boot the selected OS, 'e' to edit the", "    commands before booting, 'a' to modify the kernel arguments", "    before booting, or 'c' for a command-line."];
  const countdown = '   The highlighted entry will be booted automatically in 5 seconds.';

  it('as RHEL 6 has it', () => {
    expect(read(['', title, '', ...box(entries), ...help], [4])).toMatchObject({ kind: 'grubLegacy', entries, selectedIndex: 0, secondsLeft: undefined, complete: true });
    expect(read(['', title, '', ...box(entries), ...help, '', countdown], [5])).toMatchObject({ selectedIndex: 1, secondsLeft: 5, complete: true });
  });

  it('locked by a password', () => {
    const locked = ['Use the ↑ and ↓ keys to select which entry is highlighted.', "Press enter to boot the selected OS or 'p' to enter a", 'password to unlock the next set of features.'];
    expect(read(['', title, '', ...box(entries), ...locked], [4])).toMatchObject({ view: 'menu', complete: true });
    expect(read(['', title, '', ...box(entries), '', 'Password: ****'], [4])).toMatchObject({ view: 'password' });
  });

  it('a countdown that is not yet whole is no proof that there is none', () => {
    for (let length = 1; length < countdown.trim().length; length++) {
      expect(read(['', title, '', ...box(entries), ...help, '', countdown.trim().slice(0, length)], [4])).toMatchObject({ complete: false, secondsLeft: undefined });
    }
  });
});

describe('syslinux', () => {
  const frame = (under: readonly string[]): string[] => {
    const lines = box(['Recovery disc', '', 'Live', 'Rescue'], 58);
    lines[2] = ` ├${'─'.repeat(58)}┤`;
    return [...lines, '', ...under];
  };

  it('counting, held, edited, locked', () => {
    expect(read(frame(['Press [Tab] to edit options', '', 'Automatic boot in 5 seconds...']), [3])).toMatchObject({ kind: 'syslinux', title: 'Recovery disc', entries: ['Live', 'Rescue'], selectedIndex: 0, secondsLeft: 5, complete: true });
    expect(read(frame(['Press [Tab] to edit options', '', 'Automatic boot in 1 second...']), [3])).toMatchObject({ secondsLeft: 1, complete: true });
    expect(read(frame(['Press [Tab] to edit options']), [4])).toMatchObject({ selectedIndex: 1, secondsLeft: undefined, complete: true });
    expect(read(frame(['> /vmlinuz quiet']))).toMatchObject({ view: 'editor' });
    expect(read(frame(['Password required']))).toMatchObject({ view: 'password' });
  });

  it('without a word under the frame nothing proves that no countdown comes', () => {
    expect(read(frame([]), [3])).toMatchObject({ complete: false });
    expect(read(frame(['Press [Tab] to edit options', 'Automatic boot i']), [3])).toMatchObject({ complete: false });
  });

  it('its prompt', () => {
    expect(read(['ISOLINUX 6.04', 'boot:'])).toMatchObject({ kind: 'syslinux', view: 'shell' });
    expect(read(['Welcome to CentOS 6! Automatic boot in 9 seconds. Press a key for options.'])).toMatchObject({ kind: 'syslinux', secondsLeft: 9 });
  });
});

describe('systemd-boot', () => {
  const entries = ['        Fedora Linux 40 (Forty)        ', '            Windows Boot Manager           ', '       Reboot Into Firmware Interface      '];

  it('counting and held', () => {
    expect(read(['', ...entries, '   ───────────────────────   ', '   Boot in 5 s.'], [1])).toMatchObject({ kind: 'systemdBoot', selectedIndex: 0, secondsLeft: 5, complete: true });
    expect(read(['', ...entries, '   Boot in 5 sec.'], [2])).toMatchObject({ selectedIndex: 1, secondsLeft: 5 });
    expect(read(['', ...entries], [3])).toMatchObject({ selectedIndex: 2, secondsLeft: undefined, complete: true });
  });

  it('with the help that the key h shows below it', () => {
    expect(read(['', ...entries, '', '', '(d)efault (t/T)timeout (e)dit (v)ersion (Q)uit (P)rint (h)elp'], [1])).toMatchObject({ kind: 'systemdBoot', entries: entries.map((entry) => entry.trim()), selectedIndex: 0, complete: true });
  });

  it('without that entry only as UEFI’s centred list', () => {
    const list = ['        Fedora Linux 40', '        Fedora Linux 39'];
    expect(read(['', ...list], [1], 'uefi-8x19')).toMatchObject({ kind: 'systemdBoot', complete: true });
    expect(read(['', ...list], [1], 'vga-8x16/9')).toBeUndefined();
    expect(read(['', 'Fedora Linux 40', '     and more'], [1], 'uefi-8x19')).toBeUndefined();
    expect(read(['', ...list], [], 'uefi-8x19')).toBeUndefined();
  });
});

describe('Windows Boot Manager', () => {
  const lines = [
    '                              Windows Boot Manager',
    '',
    'Choose an operating system to start, or press TAB to select a tool:',
    '(Use the arrow keys to highlight your choice, then press ENTER.)',
    '',
    '    Windows Server 2016                                                  >',
    '    Windows Server 2016 (safe)',
    '',
    'To specify an advanced option for this choice, press F8.',
    'Seconds until the highlighted choice will be started automatically: 30',
    '',
    '    Windows Memory Diagnostic',
    '',
    'ENTER=Choose            TAB=Menu                                 ESC=Cancel',
  ];

  it('counting and held', () => {
    const menu = { kind: 'windows', title: 'Windows Boot Manager', entries: ['Windows Server 2016', 'Windows Server 2016 (safe)'], selectedIndex: 0, complete: true };
    expect(read(lines, [0, 5, 13])).toMatchObject({ ...menu, secondsLeft: 30 });
    expect(read(lines.filter((line) => !line.startsWith('Seconds')), [0, 5, 12])).toMatchObject({ ...menu, secondsLeft: undefined });
    expect(read(lines.slice(0, 8), [0, 5])).toMatchObject({ complete: false });
  });
});

describe('the firmware’s own menus are said to be that', () => {
  it('SeaBIOS’s boot devices', () => {
    const text = textOf(['SeaBIOS (version 1.16.2)', 'Press ESC for boot menu.', '', 'Select boot device:', '', '1. DVD/CD [ata1-0: QEMU DVD-ROM ATAPI-4 DVD/CD]', '2. Floppy [drive A]']);
    expect(readMenu(text)).toMatchObject({ kind: 'firmware', entries: ['DVD/CD [ata1-0: QEMU DVD-ROM ATAPI-4 DVD/CD]', 'Floppy [drive A]'] });
    expect(understand(text).phase).toBe('firmware');
  });

  it('a UEFI setup', () => {
    expect(read(['  Select Language            <Standard English>', '> Device Manager', '> Boot Maintenance Manager', '', '  ^v=Move Highlight       <Enter>=Select Entry'], [1])).toMatchObject({ kind: 'firmware', entries: ['> Device Manager'] });
  });
});

describe('no menu', () => {
  it.each([
    [['+----------------------------+', '| a table of MySQL           |', '+----------------------------+']],
    [['┌──────────────── Package configuration ────────────────┐', '│ Which services should be restarted?                    │', '└────────────────────────────────────────────────────────┘']],
    [['localhost login:']],
    [['Boot in a hurry']],
    [wrapped(['Choose wisely which operating system to start'], 20)],
  ])('%j', (lines) => {
    expect(read(lines, [1])).toBeUndefined();
  });
});
