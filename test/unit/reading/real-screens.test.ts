import { describe, expect, it } from 'vitest';
import { panicDetails } from '../../../core/reading/panic/details.ts';
import { readPanicQr } from '../../../core/reading/panic/qr.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import type { Reading } from '../../../core/reading/reading.ts';
import { screenOf, truthOf } from './picture.ts';
import { wrapped } from './text.ts';

const readings = new Map<string, Reading>();
function read(name: string): Reading {
  const reading = readings.get(name) ?? new ScreenReader(screenOf(name)).read();
  readings.set(name, reading);
  return reading;
}

/** Words in their order, without frames and layout: the witness for graphical screens knows what was written, not where. */
const words = (lines: readonly string[]): string =>
  lines
    .map((line) => line.replace(/[┏━┓┃┗┛┌─┐│└┘\\]/g, ' '))
    .join(' ')
    .replace(/\s+/g, '');

describe('text mode, against VGA’s own memory', () => {
  it.each(['text-seabios', 'text-menu-countdown', 'text-menu-held-second', 'text-submenu-third', 'text-editor', 'text-shell-ls', 'text-booting-later', 'text-restarts-panic-rebooting', 'text-busybox-ls', 'grub-legacy-countdown', 'grub-legacy-held', 'syslinux-countdown', 'syslinux-held', 'memtest', 'locked-name'])(
    '%s',
    (name) => {
      const { text } = read(name);
      expect(text.lines).toEqual(truthOf(name));
      expect(text).toMatchObject({ font: 'vga-8x16/9', exactShare: 1 });
    },
  );
});

describe('graphical screens, against what the guest was told to write', () => {
  it.each([
    ['graphical-menu-countdown', 'unifont-8x16'],
    ['graphical-editor', 'unifont-8x16'],
    ['japanese-menu-countdown', 'unifont-8x16'],
    ['japanese-shell', 'unifont-8x16'],
    ['uefi-nested-menu-held', 'uefi-8x19'],
    ['systemd-boot-countdown', 'uefi-8x19'],
    ['systemd-boot-held', 'uefi-8x19'],
  ])('%s', (name, font) => {
    const { text } = read(name);
    expect(words(text.lines)).toBe(words(truthOf(name)));
    expect(text).toMatchObject({ font, exactShare: 1 });
  });

  it('the framebuffer console, line by line against the serial log', () => {
    const { text } = read('uefi-panic');
    expect(text.lines.slice(0, 36)).toEqual(truthOf('uefi-panic'));
    expect(text.lines.slice(36).join('')).toBe('');
    expect(text).toMatchObject({ font: 'vga-8dot-8x16', exactShare: 1 });
  });
});

describe('text on a picture, against the loader’s own configuration', () => {
  it('Debian’s installer from the network: syslinux, with shadows', () => {
    const { text } = read('installer-menu');
    expect(text.lines.map((line) => line.trim().replace(/ +/g, ' ')).filter((line) => line !== '')).toEqual(truthOf('installer-menu'));
    expect(text).toMatchObject({ font: 'vga-8x16', exactShare: 1 });
    expect(text.inverseRows).toContain(11);
  });

  it('Debian’s installer from the network: GRUB with its theme’s picture', () => {
    const { text, menu, phase } = read('installer-grub');
    const [title, top, ...rest] = text.lines.filter((line) => line !== '');
    expect(title?.trim()).toBe('GNU GRUB  version 2.06-13+deb12u2');
    expect(top?.trim()).toBe(`┏${'━'.repeat(93)}┓`);
    const entries = truthOf('installer-grub').map((entry) => `┃${entry.startsWith('*') ? entry : ` ${entry}`}`.padEnd(94));
    const help = ['Use the ↑ and ↓ keys to select which entry is highlighted.', "Press enter to boot the selected OS, `e' to edit the commands before booting or `c'", 'for a command-line.'];
    expect(rest.map((line) => line.trim())).toEqual([...[...entries, ...Array<string>(21).fill('┃'.padEnd(94))].map((line) => `${line}┃`), `┗${'━'.repeat(93)}┛`, ...help]);
    expect(text).toMatchObject({ font: 'unifont-8x16', exactShare: 1 });
    expect(menu).toMatchObject({ kind: 'grub2', entries: truthOf('installer-grub').map((entry) => entry.replace('*', '')), selectedIndex: 0, secondsLeft: undefined, complete: true });
    expect(phase).toBe('bootMenu');
  });
});

describe('systems that nothing was written for', () => {
  const fullScreenMessage = ['KERNEL PANIC!', 'Please reboot your computer.', 'sysrq triggered crash'];

  it('a kernel 7.3 with Terminus 16×32 on 1280×1024, line by line against the serial log', () => {
    const { text, phase, panic } = read('terminus-panic');
    expect(text.lines).toEqual([...wrapped(truthOf('terminus-panic'), 80).slice(-31), '']);
    expect(text).toMatchObject({ font: 'terminus-bold-16x32', exactShare: 1, columns: 80 });
    expect(phase).toBe('panic');
    expect(panic).toEqual({ reason: 'sysrq triggered crash' });
  });

  it('each character of code page 437 in Linux’s own Terminus, against what the guest wrote', () => {
    // A block is another block's inverse, and the font draws φ as ∅, ε as ∊, and ß as the β that it is among Greek letters.
    const plain = (line: string): string => line.replace(/[█▄▌▐▀φ∅ε∊ßβ]/gu, '').trimEnd();
    const { lines, exactShare } = read('terminus-sheet').text;
    expect(lines.slice(0, 7).map((line, row) => (row === 5 ? line.slice(0, 27) : plain(line)))).toEqual(truthOf('terminus-sheet').map(plain));
    expect(exactShare).toBe(1);
  });

  it('a newer kernel’s panic on 1024×768, line by line against the serial log', () => {
    const { text, phase, panic } = read('newer-kernel-panic');
    expect(text.lines).toEqual([...wrapped(truthOf('newer-kernel-panic'), 128).slice(-47), '']);
    expect(text).toMatchObject({ font: 'vga-8dot-8x16', exactShare: 1, columns: 128 });
    expect(phase).toBe('panic');
    expect(panic).toEqual({ reason: 'VFS: Unable to mount root fs on unknown-block(0,0)' });
    expect(panicDetails(text)).toMatchObject({ kernelVersion: '6.12.117+deb12-amd64', process: 'swapper/0', pid: 1 });
    expect(panicDetails(text).callTrace.slice(0, 3)).toEqual(['panic', 'mount_root_generic', 'prepare_namespace']);
  });

  it('a kernel 7.3 that draws its panic as a QR code: the code’s log line by line against the serial log', () => {
    const { text, phase, panic } = read('drm-panic');
    expect(text.lines.map((line) => line.trim())).toEqual(fullScreenMessage);
    expect(text).toMatchObject({ font: 'vga-8x16', exactShare: 1 });
    expect(phase).toBe('panic');
    expect(panic).toEqual({ reason: 'sysrq triggered crash' });
    const found = readPanicQr(screenOf('drm-panic'));
    expect(found).toMatchObject({ url: 'https://deb.li/panic#', architecture: 'x86_64', kernelVersion: '7.3.4+deb13-amd64' });
    const [first = '', ...others] = found?.log ?? [];
    const serial = truthOf('drm-panic');
    // The code was drawn before the serial log's last line, "end Kernel panic".
    expect([first, ...others]).toEqual(serial.slice(serial.indexOf(first), -1));
    expect(others.length).toBeGreaterThan(100);
  });

  it('the same message without a code: its lines are centred, each off the others’ cells', () => {
    const { text, phase, panic } = read('drm-panic-words');
    expect(text.lines.map((line) => line.trim()).filter((line) => /[a-z]/i.test(line))).toEqual(fullScreenMessage);
    expect(phase).toBe('panic');
    expect(panic).toEqual({ reason: /Kernel panic - not syncing: (.*)/.exec(truthOf('drm-panic-words').join('\n'))?.[1] });
  });

  it('a memory test is read, and no menu or phase is made of it', () => {
    expect(read('memtest')).toMatchObject({ phase: 'unknown', menu: undefined, panic: undefined });
  });
});

describe('what they mean', () => {
  it.each([
    ['text-seabios', 'bootLoader'],
    ['text-menu-countdown', 'bootMenu'],
    ['text-editor', 'bootLoader'],
    ['text-shell-ls', 'bootLoader'],
    ['text-booting-later', 'booting'],
    ['text-restarts-panic-rebooting', 'panic'],
    ['uefi-panic', 'panic'],
    ['text-busybox-ls', 'rescueShell'],
    ['japanese-menu-countdown', 'bootMenu'],
    ['uefi-booting', 'blank'],
    ['uefi-firmware', 'unknown'],
    ['locked-name', 'passwordPrompt'],
  ])('%s is %s', (name, phase) => {
    expect(read(name).phase).toBe(phase);
  });

  const debian = ['Debian GNU/Linux', 'Advanced options for Debian GNU/Linux', 'Debian GNU/Linux, with Linux 6.1.0-56-cloud-amd64 (rescue)'];
  it.each([
    ['text-menu-countdown', { entries: debian, selectedIndex: 0, secondsLeft: 5, nested: false }],
    ['text-menu-held-second', { entries: debian, selectedIndex: 1, secondsLeft: undefined, nested: false }],
    ['graphical-menu-countdown', { entries: debian, selectedIndex: 0, secondsLeft: 5, nested: false }],
    ['japanese-menu-countdown', { entries: debian, selectedIndex: 0, secondsLeft: 5, nested: false }],
    ['uefi-nested-menu-held', { entries: [...debian, 'UEFI Firmware Settings'], selectedIndex: 0, secondsLeft: undefined, nested: true }],
  ])('%s: its menu', (name, menu) => {
    expect(read(name).menu).toEqual({ kind: 'grub2', view: 'menu', title: 'GNU GRUB  version 2.06-13+deb12u2', scrolled: false, complete: true, ...menu });
  });

  const legacy = ['Debian GNU/Linux, kernel 2.6.32-5-amd64', 'Debian GNU/Linux, kernel 2.6.32-5-amd64 (recovery mode)', 'Chainload'];
  const disc = ['Live system (amd64)', 'Rescue a broken system', 'Boot existing OS'];
  const bookworm = ['Debian GNU/Linux 12 (bookworm) (6.1.0-56)', 'Debian GNU/Linux 12 (bookworm) (6.1.0-55)', 'Reboot Into Firmware Interface'];
  it.each([
    ['grub-legacy-countdown', { kind: 'grubLegacy', title: 'GNU GRUB  version 0.97  (639K lower / 260992K upper memory)', entries: legacy, selectedIndex: 0, secondsLeft: 26 }],
    ['grub-legacy-held', { kind: 'grubLegacy', title: 'GNU GRUB  version 0.97  (639K lower / 260992K upper memory)', entries: legacy, selectedIndex: 1, secondsLeft: undefined }],
    ['syslinux-countdown', { kind: 'syslinux', title: 'Boot menu of the recovery disc', entries: disc, selectedIndex: 0, secondsLeft: 27 }],
    ['syslinux-held', { kind: 'syslinux', title: 'Boot menu of the recovery disc', entries: disc, selectedIndex: 1, secondsLeft: undefined }],
    ['systemd-boot-countdown', { kind: 'systemdBoot', title: '', entries: bookworm, selectedIndex: 0, secondsLeft: 19 }],
    ['systemd-boot-held', { kind: 'systemdBoot', title: '', entries: bookworm, selectedIndex: 1, secondsLeft: undefined }],
  ])('%s: another loader’s menu', (name, menu) => {
    expect(read(name).menu).toEqual({ view: 'menu', nested: false, scrolled: false, complete: true, ...menu });
    expect(read(name).phase).toBe('bootMenu');
  });

  it('a submenu knows its highlighted entry and the way back', () => {
    expect(read('text-submenu-third').menu).toMatchObject({ selectedIndex: 2, nested: true, complete: true, secondsLeft: undefined });
    expect(read('text-submenu-third').text.inverseRows).toEqual([6]);
  });

  it('the panic’s reason is whole though the console broke the line', () => {
    expect(read('text-restarts-panic-rebooting').panic).toEqual({ reason: 'VFS: Unable to mount root fs on unknown-block(0,0)', rebootInSeconds: 5 });
    expect(read('uefi-panic').panic).toEqual({ reason: 'VFS: Unable to mount root fs on unknown-block(0,0)' });
  });

  it('a logo is neither text nor blank', () => {
    expect(read('uefi-firmware').text).toMatchObject({ lines: [], font: undefined, exactShare: 0 });
  });
});
