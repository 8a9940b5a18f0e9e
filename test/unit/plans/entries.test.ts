import { describe, expect, test } from 'vitest';
import { choicesFor, isSubmenuTitle, kernelVersion } from '../../../core/plans/choose-entry.ts';
import { initramfsKind, kernelLineIndex } from '../../../core/plans/editor-text.ts';
import { familyOf, nextTimeMeasures } from '../../../core/plans/next-time.ts';

const debian = ['Debian GNU/Linux', 'Advanced options for Debian GNU/Linux', 'UEFI Firmware Settings'];
const debianAdvanced = ['6.1.0-28-amd64', '6.1.0-27-amd64'].flatMap((version) => [`Debian GNU/Linux, with Linux ${version}`, `Debian GNU/Linux, with Linux ${version} (recovery mode)`]);
const rocky = ['Rocky Linux (5.14.0-427.el9.x86_64) 9.4 (Blue Onyx)', 'Rocky Linux (5.14.0-362.el9.x86_64) 9.3 (Blue Onyx)', 'Rocky Linux (0-rescue-0123456789abcdef0123456789abcdef) 9.4 (Blue Onyx)'];
const arch = ['Arch Linux, with Linux linux', 'Arch Linux, with Linux linux-lts'];

/** The entry that the role comes to in one list, sought as the walker does. */
function chosen(role: 'rescue' | 'previous-kernel', titles: readonly string[], highlighted = 0): string | undefined {
  for (const choice of choicesFor({ role })) {
    const index = choice({ titles, highlighted });
    if (index !== undefined) return titles[index];
  }
  return undefined;
}

describe('which entry is meant', () => {
  test('the previous kernel is the next version in the list, never a recovery or rescue entry', () => {
    expect(chosen('previous-kernel', debianAdvanced)).toBe(debianAdvanced[2]);
    expect(chosen('previous-kernel', rocky)).toBe(rocky[1]);
    expect(chosen('previous-kernel', rocky.slice(1))).toBeUndefined();
    expect(chosen('previous-kernel', arch)).toBe(arch[1]);
    expect(chosen('previous-kernel', debian)).toBeUndefined();
    expect(chosen('previous-kernel', ['A, with Linux 6.1.3', 'A, with Linux 6.1.2', 'A, with Linux 6.1.1'], 1)).toBe('A, with Linux 6.1.1');
  });

  test('the rescue entry is one of that name, else the recovery mode of an older kernel, else any', () => {
    expect(chosen('rescue', rocky)).toBe(rocky[2]);
    expect(chosen('rescue', debianAdvanced)).toBe(debianAdvanced[3]);
    expect(chosen('rescue', debianAdvanced.slice(0, 2))).toBe(debianAdvanced[1]);
    expect(chosen('rescue', debian)).toBeUndefined();
  });

  test('only known titles open a submenu; what boots is never entered to look inside', () => {
    expect(debian.map(isSubmenuTitle)).toEqual([false, true, false]);
    expect(['Options avancées pour Ubuntu', 'Memory test (memtest86+.elf)', 'Not Advanced options for X'].map(isSubmenuTitle)).toEqual([true, false, false]);
  });

  test('versions are read from both ways of writing a title', () => {
    expect([debianAdvanced[1], rocky[0], rocky[2], arch[1], 'AlmaLinux 9.3', 'Windows'].map((title) => kernelVersion(title ?? ''))).toEqual(['6.1.0-28-amd64', '5.14.0-427.el9.x86_64', undefined, 'linux-lts', undefined, undefined]);
  });
});

describe('the kernel line', () => {
  test.each([
    [['setparams', '', '\tlinux\t/boot/vmlinuz-6.1.0-28-amd64 ro', '\tinitrd\t/boot/initrd.img-6.1.0-28-amd64'], 2, 'initramfs-tools'],
    [['load_video', 'linux ($root)/vmlinuz-5.14.0-427.el9.x86_64 ro', 'initrd ($root)/initramfs-5.14.0-427.el9.x86_64.img $tuned_initrd'], 1, 'dracut'],
    [['linuxefi /vmlinuz-3.10.0-1160.el7.x86_64'], 0, 'dracut'],
    [['multiboot2 /boot/xen.gz', 'module2 /boot/vmlinuz-6.1.0-28-amd64 placeholder'], 1, 'initramfs-tools'],
    [['linux /vmlinuz-linux-lts rw', 'initrd /initramfs-linux-lts.img'], 0, undefined],
    [['chainloader +1', "echo 'Loading Linux'"], undefined, undefined],
  ])('%j', (lines, index, kind) => {
    expect(kernelLineIndex(lines)).toBe(index);
    expect(initramfsKind(lines)).toBe(kind);
  });
});

describe('what makes the next time easier', () => {
  test('is told for the system that the menu names', () => {
    expect(familyOf(debian)).toBe('debian');
    expect(familyOf(rocky)).toBe('redHat');
    expect(familyOf(['Something else'])).toBeUndefined();
  });

  test('is a visible menu, a restart after a panic and a kernel to fall back on, for each family', () => {
    for (const family of ['debian', 'redHat'] as const) {
      const measures = nextTimeMeasures(family);
      expect(measures.map(({ title }) => title)).toEqual(['plan.nextTime.menu', 'plan.nextTime.panic', 'plan.nextTime.kernel']);
      expect(measures.flatMap(({ commands }) => commands).join('\n')).toContain('panic=30');
    }
  });
});
