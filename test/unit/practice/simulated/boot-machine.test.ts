import { describe, expect, it } from 'vitest';
import type { BootSettings } from '../../../../core/practice/simulated/boot/boot-settings.ts';
import { BootDriver } from './boot-driver.ts';

/** When GRUB looks at its timeout for the first time, with the default settings. */
const grubAtMs = 520;
const afterTimeoutMs = 20_000;

/** Presses `keys` at `atMs` after the CPU's start and tells what has become of the boot long after every timeout. */
function boot(settings: Partial<BootSettings>, atMs: number, ...keys: readonly string[]): string {
  const driver = new BootDriver({ kernelMs: 100_000, ...settings }).wait(atMs).key(...keys);
  return driver.wait(afterTimeoutMs).outcome;
}

const everyVersion = ['grub-2.04', 'grub-2.06', 'legacy'] as const;

describe('a visible menu with a timeout', () => {
  const visible = { style: 'menu', timeoutSeconds: 5 } as const;

  it.each(everyVersion)('%s boots its first entry by itself when the time is over, not before', (grub) => {
    const driver = new BootDriver({ ...visible, grub }).wait(grubAtMs);
    expect(driver.outcome).toBe('counting');
    expect(driver.wait(4_999).outcome).toBe('counting');
    expect(driver.wait(1).outcome).toBe('booting panic');
  });

  it.each(everyVersion)('%s counts down once a second', (grub) => {
    const driver = new BootDriver({ ...visible, grub }).wait(grubAtMs);
    const seen = [5, 4, 3, 2, 1].map((_, index) => {
      if (index > 0) driver.wait(1_000);
      return driver.stage.name === 'menu' ? driver.stage.secondsLeft : undefined;
    });
    expect(seen).toEqual([5, 4, 3, 2, 1]);
  });

  it.each(everyVersion.flatMap((grub) => ['left', 'up', 'down', 'f4', 'escape', 'backspace', ' ', 'x', 'delete', 'home'].map((key) => [grub, key] as const)))('%s is held by %j', (grub, key) => {
    expect(boot({ ...visible, grub }, 2_000, key)).toBe('held');
  });

  it.each(everyVersion.flatMap((grub) => ['enter', 'right', 'ctrl-f'].map((key) => [grub, key] as const)))('%s boots at %j', (grub, key) => {
    expect(boot({ ...visible, grub }, 2_000, key)).toBe('booting panic');
  });

  it.each(everyVersion)('%s opens its shell at c and its editor at e, and ESC leads back to a menu without countdown', (grub) => {
    for (const [key, stage] of [['c', 'grubShell'], ['e', 'editor']] as const) {
      const driver = new BootDriver({ ...visible, grub }).wait(2_000).key(key);
      expect(driver.outcome).toBe(stage);
      expect(driver.key('escape').wait(afterTimeoutMs).outcome).toBe('held');
    }
  });

  it('moves the choice by the key table', () => {
    const driver = new BootDriver(visible).wait(2_000);
    const selected = (...keys: readonly string[]): number | undefined => {
      driver.key(...keys);
      return driver.stage.name === 'menu' ? driver.stage.levels.at(-1)?.selected : undefined;
    };
    expect(selected('up')).toBe(0);
    expect(selected('down')).toBe(1);
    expect(selected('v')).toBe(2);
    expect(selected('down')).toBe(2);
    expect(selected('^', 'ctrl-p')).toBe(0);
    expect(selected('end')).toBe(2);
    expect(selected('ctrl-a')).toBe(0);
    expect(selected('pageDown')).toBe(2);
    expect(selected('left', 'f4', 'x')).toBe(2);
    expect(selected('pageUp')).toBe(0);
  });

  it('knows no Home and End in GRUB legacy', () => {
    const driver = new BootDriver({ ...visible, grub: 'legacy' }).wait(2_000).key('end', 'ctrl-e');
    expect(driver.stage).toMatchObject({ name: 'menu', levels: [{ selected: 0 }] });
  });

  it('opens a submenu, comes back to the default entry at ESC, and boots what was chosen in it', () => {
    const driver = new BootDriver(visible).wait(2_000).key('down', 'enter');
    expect(driver.outcome).toBe('submenu');
    expect(driver.wait(afterTimeoutMs).outcome).toBe('submenu');
    expect(driver.key('escape').stage).toMatchObject({ name: 'menu', levels: [{ selected: 0 }] });
    expect(driver.key('down', 'enter', 'down', 'down', 'enter').outcome).toBe('booting login');
  });
});

describe('a timeout of 0', () => {
  it.each(everyVersion)('makes a visible menu of %s boot whatever is pressed', (grub) => {
    for (const key of ['f4', 'escape', 'left', 'up', ' ']) {
      for (const atMs of [100, 300, grubAtMs - 1]) expect(boot({ grub, style: 'menu', timeoutSeconds: 0 }, atMs, key, key, key)).toBe('booting panic');
    }
    const shifted = new BootDriver({ grub, style: 'menu', timeoutSeconds: 0 }).shift(true).wait(grubAtMs);
    expect(shifted.outcome).toBe('booting panic');
  });

  it.each(everyVersion)('lets a hidden menu of %s look at the first waiting key only', (grub) => {
    const hidden = { grub, style: 'hidden', timeoutSeconds: 0 } as const;
    expect(boot(hidden, 300)).toBe('booting panic');
    expect(boot(hidden, 300, 'escape')).toBe('held');
    expect(boot(hidden, 300, 'escape', 'left')).toBe('held');
    expect(boot(hidden, 300, 'left', 'escape')).toBe('booting panic');
    expect(boot(hidden, 300, 'f4', 'f4')).toBe(grub === 'grub-2.06' ? 'held' : 'booting panic');
    expect(boot(hidden, grubAtMs + 10, 'escape')).toBe('booting panic');
  });

  it('lets a held Shift stop GRUB 2.06, and only while it is held', () => {
    const hidden = { style: 'hidden', timeoutSeconds: 0 } as const;
    expect(new BootDriver(hidden).shift(true).wait(grubAtMs).outcome).toBe('held');
    expect(new BootDriver(hidden).shift(true).wait(300).shift(false).wait(300).outcome).toBe('booting panic');
    expect(new BootDriver({ ...hidden, grub: 'grub-2.04' }).shift(true).wait(grubAtMs).outcome).toBe('booting panic');
  });
});

describe.each(['hidden', 'countdown'] as const)('the style %s', (style) => {
  const settings = { style, timeoutSeconds: 3 } as const;

  it.each([
    ['grub-2.04', ['escape'], ['f4', 'left', 'up', 'enter', 'right', 'shift-f4', 'x']],
    ['grub-2.06', ['escape', 'f4'], ['f8', 'left', 'up', 'enter', 'right', 'shift-f4', 'x']],
    ['legacy', ['escape'], ['f4', 'left', 'up', 'enter', 'right', 'x']],
  ] as const)('of %s is stopped by %j and by nothing else', (grub, stops, ignored) => {
    for (const key of stops) expect(boot({ ...settings, grub }, 2_000, key), key).toBe('held');
    for (const key of ignored) expect(boot({ ...settings, grub }, 2_000, key), key).toBe('booting panic');
  });

  it('reads past keys that do nothing until one that stops it', () => {
    expect(boot(settings, 300, 'left', 'up', 'f4')).toBe('held');
  });

  it('hands keys behind the one that stopped it to the menu', () => {
    const driver = new BootDriver(settings).wait(300).key('left', 'f4', 'down', 'down').wait(400);
    expect(driver.stage).toMatchObject({ name: 'menu', secondsLeft: undefined, levels: [{ selected: 2 }] });
  });

  it('stops at Shift in GRUB 2.06 even where the time has begun', () => {
    expect(new BootDriver(settings).wait(2_000).shift(true).outcome).toBe('held');
    expect(new BootDriver({ ...settings, grub: 'grub-2.04' }).wait(2_000).shift(true).outcome).toBe('waiting');
  });

  it('boots by itself when the time is over', () => {
    const driver = new BootDriver(settings).wait(grubAtMs + 2_999);
    expect(driver.outcome).toBe('waiting');
    expect(driver.wait(1).outcome).toBe('booting panic');
  });

  it('shows the menu where there is no timeout at all', () => {
    expect(boot({ style, timeoutSeconds: -1 }, 100)).toBe('held');
  });
});

describe('the keyboard before GRUB', () => {
  it('loses keys until the BIOS listens, and keeps them from then on', () => {
    for (const [atMs, outcome] of [[0, 'booting panic'], [40, 'booting panic'], [80, 'held'], [200, 'held'], [519, 'held']] as const) {
      expect(boot({ style: 'hidden', timeoutSeconds: 0 }, atMs, 'f4'), `${atMs} ms`).toBe(outcome);
    }
  });

  it('keeps fifteen keys and drops what comes after', () => {
    const fourteen = Array.from({ length: 14 }, () => 'left');
    const settings = { style: 'hidden', timeoutSeconds: 2 } as const;
    expect(boot(settings, 300, ...fourteen, 'f4')).toBe('held');
    expect(boot(settings, 300, ...fourteen, 'left', 'f4')).toBe('booting panic');
  });

  it('forgets them at a reset', () => {
    const driver = new BootDriver({ style: 'hidden', timeoutSeconds: 0 }).wait(300).key('f4', 'ctrl-alt-delete');
    expect(driver.stage.name).toBe('firmware');
    expect(driver.wait(grubAtMs).outcome).toBe('booting panic');
  });

  it('opens the setup at ESC under UEFI, where GRUB is never seen', () => {
    const driver = new BootDriver({ firmware: 'uefi', nested: true }).wait(100).key('escape', 'escape');
    expect(driver.stage.name).toBe('firmware');
    expect(new BootDriver({ firmware: 'uefi' }).wait(100).key('escape').wait(afterTimeoutMs).outcome).toBe('firmwareSetup');
  });
});

describe('a nested menu', () => {
  it('is left for the shell at the ESC after the one that stopped the countdown, with no way back by ESC', () => {
    const driver = new BootDriver({ style: 'hidden', timeoutSeconds: 2, nested: true }).wait(300).key('escape', 'escape').wait(1_000);
    expect(driver.outcome).toBe('grubShell');
    expect(driver.key('escape').outcome).toBe('grubShell');
    expect(driver.type('normal').key('enter').wait(500).outcome).toBe('waiting');
  });

  it('is left at the first ESC where it is visible', () => {
    expect(boot({ nested: true }, 2_000, 'escape')).toBe('grubShell');
  });
});

describe('the editor', () => {
  const editor = (): BootDriver => new BootDriver().wait(2_000).key('end', 'e');
  const text = (driver: BootDriver): readonly string[] => (driver.stage.name === 'editor' ? driver.stage.lines : []);

  it('edits like a small Emacs', () => {
    const driver = editor().key('down', 'down', 'down', 'end').type(' quiet');
    expect(text(driver)[3]).toMatch(/rescue\.target quiet$/);
    expect(text(driver.key('ctrl-a', 'ctrl-k'))[3]).toBe('');
    expect(text(driver.type('ab').key('left', 'backspace', 'delete'))[3]).toBe('');
    expect(text(driver.type('cd').key('left', 'enter')).slice(3, 5)).toEqual(['c', 'd']);
    expect(text(driver.key('backspace'))[3]).toBe('cd');
    expect(text(driver.key('home', 'left', 'ctrl-d'))[2]).toMatch(/'cd$/);
  });

  it.each(['ctrl-x', 'f10'])('boots what it shows at %s', (key) => {
    expect(editor().key(key).outcome).toBe('booting rescueShell');
    const changed = editor().key('down', 'down', 'down', 'end', ...Array.from({ length: ' systemd.unit=rescue.target'.length }, () => 'backspace'), key);
    expect(changed.outcome).toBe('booting login');
  });

  it.each(['ctrl-c', 'f2'])('opens the shell at %s, which goes back to it', (key) => {
    const driver = editor().type('x').key(key);
    expect(driver.outcome).toBe('grubShell');
    expect(text(driver.key('escape'))[0]).toMatch(/^xsetparams/);
  });

  it('says what is wrong and goes back to the menu', () => {
    const broken = editor().key('down', 'down', 'down', 'ctrl-k', 'ctrl-x');
    expect(broken.outcome).toBe('grubError');
    expect(broken.printed).toContain('error: you need to load the kernel first.');
    expect(broken.key(' ').outcome).toBe('held');
    expect(editor().key('down', 'down', 'down', 'ctrl-k', 'ctrl-x').wait(10_000).outcome).toBe('held');
  });
});

describe("GRUB legacy's editor", () => {
  const editor = (): BootDriver => new BootDriver({ grub: 'legacy' }).wait(2_000).key('e');
  const lines = (driver: BootDriver): readonly string[] => (driver.stage.name === 'editor' ? driver.stage.lines : []);

  it('types a command anew, opens and removes lines, and boots the list at b', () => {
    const retyped = editor().key('down', 'down', 'd', 'e', 'ctrl-u').type('kernel /boot/vmlinuz-6.1.0-28-practice single').key('enter');
    expect(lines(retyped)).toEqual(['root (hd0,0)', 'kernel /boot/vmlinuz-6.1.0-28-practice single']);
    const opened = retyped.key('o', 'e').type('initrd /boot/initrd.img-6.1.0-28-practice').key('enter');
    expect(opened.key('b').outcome).toBe('booting rescueShell');
  });

  it('drops what was typed at ESC, and goes back to the menu at the next', () => {
    const driver = editor().key('e').type('nonsense').key('escape');
    expect(lines(driver)[0]).toBe('root (hd0,0)');
    expect(driver.key('O', 'escape').outcome).toBe('held');
  });
});

describe("GRUB's shell", () => {
  const shell = (): BootDriver => new BootDriver().wait(2_000).key('c');
  const run = (driver: BootDriver, line: string): BootDriver => driver.type(line).key('enter');

  it('lists, refuses what it does not know, and boots what was loaded', () => {
    expect(run(shell(), 'ls').printed).toContain('(hd0) (hd0,gpt1)');
    expect(run(shell(), 'frobnicate').printed).toContain("error: can't find command `frobnicate'.");
    expect(run(shell(), 'boot').printed).toContain('error: you need to load the kernel first.');
    const loaded = run(run(shell(), 'linux /boot/vmlinuz-6.1.0-28-practice root=/dev/vda1 single'), 'initrd /boot/initrd.img-6.1.0-28-practice');
    expect(run(loaded, 'boot').outcome).toBe('booting rescueShell');
  });

  it('goes back at exit, and restarts at reboot', () => {
    expect(run(shell(), 'exit').outcome).toBe('held');
    expect(run(shell(), 'reboot').wait(0).stage.name).toBe('firmware');
  });
});

describe('the kernel', () => {
  it('panics without a usable initramfs and stays so, deaf to keys', () => {
    const driver = new BootDriver().until('panic');
    expect(driver.printed).toContain('Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)');
    expect(driver.printed).toContain('---[ end Kernel panic - not syncing');
    expect(driver.key('enter', 'ctrl-alt-delete').wait(3_600_000).stage.name).toBe('panic');
  });

  it('restarts by itself with panic=5, again and again', () => {
    const driver = new BootDriver({ panicRebootSeconds: 5 }).until('panic');
    expect(driver.printed).toContain('Rebooting in 5 seconds..');
    expect(driver.wait(4_999).stage.name).toBe('panic');
    expect(driver.wait(1).stage.name).toBe('firmware');
    expect(driver.until('panic').wait(5_000).stage.name).toBe('firmware');
  });

  it('loses what is typed while it boots', () => {
    const driver = new BootDriver().wait(2_000).key('end', 'enter', 'x', 'y').until('rescueShell');
    expect(driver.stage).toMatchObject({ line: '' });
  });
});

describe('the drill to its end', () => {
  const rescue = (): BootDriver => new BootDriver().wait(2_000).key('end', 'enter').until('rescueShell');

  it('boots to a login once the initramfs was built again, after reboots and power cuts too', () => {
    const driver = rescue().type('update-initramfs -u -k all').key('enter').type('reboot').key('enter');
    expect(driver.printed).toContain('Generating /boot/initrd.img-6.1.0-29-practice');
    expect(driver.until('login').printed).toContain('practice login:');
    const again = driver.powerOff();
    expect(again.machine.disk.initramfs['6.1.0-29-practice']).toBe('whole');
  });

  it('panics again where the wrong kernel was cured', () => {
    const driver = rescue().type('update-initramfs -u').key('enter').type('reboot').key('enter');
    expect(driver.until('panic').stage.name).toBe('panic');
  });

  it.each(['help', 'ls -l /boot', 'ls', 'ls /', 'ls /nowhere', 'cat README', 'cat /etc/fstab', 'cat', 'uname -r', 'uname -a', 'dmesg', 'lsblk', 'df', 'mount', 'fsck /dev/vda1', 'fsck', 'update-initramfs', 'update-initramfs -u -k nope', 'update-grub', 'grub-install /dev/vda', 'grub-install', 'constructor', ''])('answers %j and asks on', (line) => {
    const driver = rescue().key('ctrl-l').type(line).key('enter');
    expect(driver.printed.endsWith('root@practice:~# ')).toBe(true);
    expect(driver.outcome).toBe('rescueShell');
    if (line !== '') expect(driver.printed.split('\n').length).toBeGreaterThan(2);
  });

  it('bounds a line that never ends', () => {
    const driver = rescue().type('x'.repeat(5_000));
    expect(driver.stage.name === 'rescueShell' && driver.stage.line.length).toBe(200);
    expect(driver.key('ctrl-u').stage).toMatchObject({ line: '' });
  });
});
