import { describe, expect, it } from 'vitest';
import { defaultBootSettings, type BootSettings } from '../../../../core/practice/simulated/boot/boot-settings.ts';
import { SimulatedMachine } from '../../../../core/practice/simulated/simulated-machine.ts';
import { ScreenReader } from '../../../../core/reading/reader.ts';
import type { Reading } from '../../../../core/reading/reading.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/** A machine on a clock that the test owns, and the reader that the catcher uses on its screen. */
async function machineAt(changes: Partial<BootSettings>, ms: number): Promise<{ machine: SimulatedMachine; clock: ManualClock; read: () => Promise<Reading> }> {
  const clock = new ManualClock();
  const machine = new SimulatedMachine({ ...defaultBootSettings, ...changes }, clock);
  const reader = new ScreenReader(machine.screen);
  machine.powerOn();
  await clock.advance(ms);
  const read = async (): Promise<Reading> => {
    await clock.advance(30);
    return reader.read();
  };
  return { machine, clock, read };
}

const box = (inside: readonly string[], rows: number): string[] => [
  ` ┌${'─'.repeat(76)}┐`,
  ...Array.from({ length: rows }, (_, row) => ` │${(inside[row] ?? '').padEnd(76)}│`),
  ` └${'─'.repeat(76)}┘`,
];

describe('the screens', () => {
  it('lay the menu out as GRUB 2.06 does in text mode', async () => {
    const { machine, clock } = await machineAt({}, 600);
    const menu = ['', `${' '.repeat(29)}GNU GRUB  version 2.06`, '', ...box(['*Practice Linux', ' Advanced options for Practice Linux', ' Practice Linux, rescue shell'], 13), '',
      '      Use the ↑ and ↓ keys to select which entry is highlighted.', "      Press enter to boot the selected OS, `e' to edit the commands", "      before booting or `c' for a command-line."];
    expect(machine.lines).toEqual([...menu, '   The highlighted entry will be executed automatically in 5s.', '', '']);
    machine.key('left');
    await clock.advance(30);
    expect(machine.lines).toEqual([...menu, '', '', '']);
  });

  it('wrap the editor with a backslash and say how to leave it', async () => {
    const { machine } = await machineAt({}, 600);
    machine.key('e');
    expect(machine.lines[7]).toBe(` │  linux /boot/vmlinuz-6.1.0-29-practice root=UUID=0b007ca7-c400-4e2d-9a11-5\\│`);
    expect(machine.lines[8]).toBe(` │e7b00710001 ro${' '.repeat(62)}│`);
    expect(machine.lines.join(' ')).toContain('ESC to discard edits and return to the GRUB menu.');
  });

  it('scroll a menu of commands that is longer than its box to where the cursor is', async () => {
    const { machine } = await machineAt({}, 600);
    machine.key('e');
    for (let line = 0; line < 20; line++) machine.key('enter');
    machine.key('z');
    expect(machine.lines.slice(4, 17).some((line) => line.includes('zsetparams'))).toBe(true);
  });

  it.each([
    ['grub-2.04', 'text', 'GNU GRUB  version 2.04', 'vga-8x16/9'],
    ['grub-2.06', 'text', 'GNU GRUB  version 2.06', 'vga-8x16/9'],
    ['grub-2.06', 'graphical', 'GNU GRUB  version 2.06', 'unifont-8x16'],
    ['legacy', 'text', 'GNU GRUB  version 0.97  (639K lower / 523136K upper memory)', 'vga-8x16/9'],
  ] as const)('are read without a wrong character: %s, %s', async (grub, output, title, font) => {
    for (const colours of ['debian', 'plain'] as const) {
      const { machine, clock, read } = await machineAt({ grub, output, colours }, 600);
      const first = await read();
      expect(first.text).toMatchObject({ font, exactShare: 1 });
      expect(first.menu).toMatchObject({ title, view: 'menu', selectedIndex: 0, secondsLeft: 5, nested: false, complete: true });
      expect(first.menu?.entries[0]).toBe('Practice Linux');
      await clock.advance(2_000);
      expect((await read()).menu?.secondsLeft).toBe(3);
      machine.key('down');
      expect((await read()).menu).toMatchObject({ selectedIndex: 1, secondsLeft: undefined, complete: true });
      machine.key('e');
      expect((await read()).menu).toMatchObject({ view: 'editor' });
      machine.key('escape');
      machine.key('c');
      expect((await read()).menu).toMatchObject({ view: 'shell' });
    }
  });

  it('tell a nested menu by its help, as a submenu and under UEFI', async () => {
    const { machine, read } = await machineAt({ nested: true }, 600);
    expect((await read()).menu).toMatchObject({ nested: true, complete: true });
    const flat = await machineAt({ output: 'graphical' }, 600);
    for (const key of ['down', 'enter']) flat.machine.key(key);
    expect((await flat.read()).menu).toMatchObject({ nested: true, complete: true, entries: { length: 4 } });
    machine.dispose();
  });

  it('tell how far the boot is: firmware, kernel, panic, rescue shell, login', async () => {
    const { machine, clock, read } = await machineAt({ timeoutSeconds: 1 }, 200);
    expect((await read()).phase).toBe('firmware');
    await clock.advance(2_400);
    expect((await read()).phase).toBe('kernel');
    await clock.advance(5_000);
    expect(await read()).toMatchObject({ phase: 'panic', panic: { reason: 'VFS: Unable to mount root fs on unknown-block(0,0)' } });
    machine.powerOff();
    machine.powerOn();
    await clock.advance(600);
    for (const key of ['end', 'enter']) machine.key(key);
    await clock.advance(5_000);
    expect((await read()).phase).toBe('rescueShell');
    for (const key of [...'update-initramfs -u -k all', 'enter', ...'reboot', 'enter']) machine.key(key);
    await clock.advance(10_000);
    expect((await read()).phase).toBe('login');
  });

  it('follow the modes of a graphical boot: text, 800×600, text', async () => {
    const { machine, clock } = await machineAt({ output: 'graphical', timeoutSeconds: 1 }, 100);
    const size = () => `${machine.screen.width}×${machine.screen.height}`;
    expect(size()).toBe('720×400');
    await clock.advance(500);
    expect(size()).toBe('800×600');
    await clock.advance(5_000);
    expect(size()).toBe('720×400');
  });

  it('say that they are a simulation before anything else', async () => {
    const { machine } = await machineAt({}, 10);
    expect(machine.lines[0]).toContain('simulated by bootcatch, not a real machine');
  });

  it('can begin with the panic of a while ago', async () => {
    const clock = new ManualClock();
    const machine = new SimulatedMachine(defaultBootSettings, clock);
    machine.startPanicked();
    await clock.advance(30);
    expect(new ScreenReader(machine.screen).read().phase).toBe('panic');
    expect(clock.pending).toBe(0);
    const waiting = new SimulatedMachine({ ...defaultBootSettings, timeoutSeconds: -1 }, clock);
    waiting.startPanicked();
    expect(waiting.stage.name).toBe('menu');
  });

  it('draw nothing while nothing changes', async () => {
    const { machine, clock } = await machineAt({}, 600);
    machine.key('left');
    await clock.advance(100);
    let frames = 0;
    machine.screen.onFrame(() => frames++);
    machine.key('left');
    await clock.advance(60_000);
    expect(frames).toBe(0);
  });
});
