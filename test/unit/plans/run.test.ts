import { describe, expect, test } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { layouts } from '../../../core/typing/layouts.ts';
import type { KeyStroke } from '../../../core/rfb/session.ts';
import { attachMenu, heldMachine, menuLines, TextConsole } from './consoles.ts';
import { GrubConsole } from './grub-console.ts';

const codeOf = (error: unknown): string => (error instanceof BootcatchError ? error.code : `not ours: ${String(error)}`);

/** What a US guest gets from a server that looks symbols up in the Japanese layout. */
function japaneseServer(): (stroke: KeyStroke) => KeyStroke {
  let shift = false;
  return ({ keysym, down }) => {
    if (keysym === 0xffe1) shift = down;
    if (keysym === 0xff2a) return { keysym: (shift ? '~' : '`').charCodeAt(0), down };
    const character = String.fromCharCode(keysym);
    const key = keysym > 0x20 && keysym < 0x7f ? Object.entries(layouts.ja).find(([, faces]) => faces.includes(character))?.[0] : undefined;
    return { keysym: key === undefined ? keysym : (layouts.us[key]?.[shift ? 1 : 0] ?? '').charCodeAt(0), down };
  };
}

describe('a plan on the practice machine', () => {
  test('rescue-entry boots the rescue entry to its shell, and says beforehand what will happen', async () => {
    const { machine, server } = await heldMachine();
    expect(await server.run('rescue-entry')).toBeUndefined();
    expect(machine.stage.name).toBe('rescueShell');
    expect(server.eventsOf('entryChosen').map(({ entry }) => entry)).toEqual(['Practice Linux, rescue shell']);
    expect(server.pressed).toEqual(['DOWN', 'DOWN', 'ENTER']);
    const events = server.timeline.events;
    const told = events.findIndex((event) => event.event === 'notice' && event.message.key === 'plan.effect.rescue-entry');
    expect(told).toBeGreaterThanOrEqual(0);
    expect(told).toBeLessThan(events.findIndex(({ event }) => event === 'keySent'));
  });

  test('previous-kernel finds the kernel before in the submenu', async () => {
    const { machine, server } = await heldMachine();
    expect(await server.run('previous-kernel')).toBeUndefined();
    expect(machine.stage.name).toBe('login');
    expect(server.eventsOf('entryChosen').map(({ entry }) => entry)).toEqual(['Practice Linux, with Linux 6.1.0-28-practice']);
    expect(server.eventsOf('notice').map(({ message }) => message.key)).toContain('plan.looksInside');
  });

  test.each([
    ['a US console', (stroke: KeyStroke) => stroke, undefined],
    ['a Japanese console that nobody told of', japaneseServer(), undefined],
    ['a Japanese console that the provider names', japaneseServer(), 'ja' as const],
  ])('edits the kernel line through %s, and boots just that line', async (_name, layout, keymap) => {
    const { machine, server } = await heldMachine({ kernelMs: 60_000 });
    server.layout = layout;
    const words = `systemd.unit=rescue.target a_b:[c]@1 "x y"`;
    expect(await server.run(`select /rescue/; edit-kernel 'append ${words}'`, { target: { label: 'web-01', ...(keymap && { keymap }) } })).toBeUndefined();
    const { stage } = machine;
    const commandLine = stage.name === 'kernel' ? stage.lines.find(({ text }) => text.includes('Command line: '))?.text : stage.name;
    expect(commandLine).toMatch(/ro systemd\.unit=rescue\.target systemd\.unit=rescue\.target a_b:\[c\]@1 "x y"$/);
    expect(server.down).toEqual([]);
  });

  test('a lost key is noticed by what did not change, and pressed again; an arrow back shows that it was not only late', async () => {
    const { machine, server } = await heldMachine();
    server.keysLost = 1;
    expect(await server.run('rescue-entry')).toBeUndefined();
    expect(machine.stage.name).toBe('rescueShell');
    expect(server.pressed).toEqual(['DOWN', 'DOWN', 'UP', 'DOWN', 'DOWN', 'ENTER']);
  });

  test('a console that is lost in the middle is opened again, and the plan looks before it goes on', async () => {
    const { machine, server } = await heldMachine();
    const run = server.run('rescue-entry');
    await Promise.resolve();
    server.drop();
    expect(await run).toBeUndefined();
    expect(machine.stage.name).toBe('rescueShell');
    expect(server.eventsOf('heldLost')).toHaveLength(1);
  });

  test('an entry that panics as well ends the plan with the reason and the plan to try next', async () => {
    const { server } = await heldMachine();
    expect(codeOf(await server.run('single-user'))).toBe('plan.panicked');
    expect(server.eventsOf('notice').at(-1)?.message).toMatchObject({ key: 'plan.stoppedNext', values: { next: 'emergency-shell' } });
  });

  test('types at a prompt, reads it back, and tells the timeline nothing of it', async () => {
    const { machine, server } = await heldMachine();
    expect(await server.run("rescue-entry; type 'uname -r\\n'; wait /^6\\.1\\.0-28-practice/ 5s")).toBeUndefined();
    expect(machine.stage.name).toBe('rescueShell');
    expect(JSON.stringify(server.timeline.events)).not.toContain('uname');
  });
});

describe('a plan that meets another screen', () => {
  test('stops at a screen that is no menu, and presses nothing', async () => {
    const server = new TextConsole();
    server.attach(() => ['Debian GNU/Linux 12 web-01 tty1', '', 'web-01 login:'], () => undefined);
    for (const plan of ['rescue-entry', 'boot', 'single-user', 'select /x/']) expect(codeOf(await server.run(plan))).toBe('plan.unexpectedScreen');
    expect(server.strokes).toEqual([]);
  });

  test('presses nothing on a menu that still counts down', async () => {
    const server = new TextConsole();
    attachMenu(server, ['Debian GNU/Linux']);
    const counting = ['', '', '   The highlighted entry will be executed automatically in 3s.'];
    const { lines } = server.console.reading?.text ?? { lines: [] };
    server.attach(() => [...lines, ...counting.slice(1)], () => undefined);
    expect(codeOf(await server.run('boot'))).toBe('plan.unexpectedScreen');
    expect(server.strokes).toEqual([]);
  });

  test('with only one entry, rescue-entry and previous-kernel say so and name the next plan', async () => {
    for (const [plan, next] of [['rescue-entry', 'previous-kernel'], ['previous-kernel', 'single-user']] as const) {
      const server = new TextConsole();
      attachMenu(server, ['Debian GNU/Linux']);
      expect(codeOf(await server.run(plan))).toBe('plan.noSuchEntry');
      expect(server.eventsOf('notice').at(-1)?.message.values).toMatchObject({ next });
      expect(server.strokes).toEqual([]);
    }
  });

  test.each([['boot'], ["edit-kernel 'append single'"]])('%s stops where GRUB asks for a password, and types nothing into it', async (plan) => {
    const server = new TextConsole();
    attachMenu(server, ['Debian GNU/Linux', 'Other'], (key, show) => {
      if (key === 'enter' || key === 'e') show(['', '', 'Enter username:']);
    });
    expect(codeOf(await server.run(plan))).toBe('plan.passwordAsked');
    expect(server.pressed).toHaveLength(1);
  });

  test('behind a password it names a plan that may need none, as long as there is one', async () => {
    for (const [plan, next] of [['single-user', 'rescue-entry'], ['rescue-entry', 'previous-kernel'], ['previous-kernel', undefined]] as const) {
      const server = new TextConsole();
      attachMenu(server, ['Debian GNU/Linux', 'Debian GNU/Linux, with Linux 6.1.0-55 (recovery mode)', 'Debian GNU/Linux, with Linux 6.1.0-54'], (key, show) => {
        if (key === 'enter' || key === 'e') show(['', '', 'Enter username:']);
      });
      expect(codeOf(await server.run(plan))).toBe('plan.passwordAsked');
      expect(server.eventsOf('notice').at(-1)?.message.values['next']).toBe(next);
    }
  });

  test('boot tells the loader’s own error', async () => {
    const server = new TextConsole();
    attachMenu(server, ['Debian GNU/Linux', 'Other'], (_key, show) => show(['error: file `/vmlinuz\' not found.', '', 'Press any key to continue...']));
    const error = await server.run('boot');
    expect(codeOf(error)).toBe('plan.loaderError');
    expect((error as BootcatchError).values['line']).toBe("error: file `/vmlinuz' not found.");
  });

  test('a move that came twice, late or by somebody else, is made good before anything boots', async () => {
    const server = new TextConsole();
    let booted = -1;
    attachMenu(server, ['A', 'B', 'C rescue', 'D'], (_key, show, selected) => {
      booted = selected;
      show(["  Booting `C rescue'"]);
    });
    server.doubledPress = 2;
    expect(await server.run('select /rescue/; boot')).toBeUndefined();
    expect(booted).toBe(2);
    expect(server.pressed).toEqual(['DOWN', 'DOWN', 'UP', 'ENTER']);
  });

  test('stops where the list is another one in the middle of a move', async () => {
    const server = new TextConsole();
    let entries = ['A', 'B', 'C rescue', 'D'];
    let selected = 0;
    server.attach(
      () => menuLines(entries, selected),
      () => {
        selected++;
        entries = ['A', 'X', 'C rescue', 'D'];
      },
    );
    expect(codeOf(await server.run('select /rescue/; boot'))).toBe('plan.listChanged');
    expect(server.pressed).toEqual(['DOWN']);
  });

  test('walks a list that is longer than the screen, and comes back to where it was when nothing fits', async () => {
    const entries = Array.from({ length: 30 }, (_, index) => `Entry ${index + 1}`);
    const server = new TextConsole();
    attachMenu(server, entries, undefined, 4);
    expect(await server.run("select 'Entry 27'")).toBeUndefined();
    expect(server.console.reading?.menu?.entries[server.console.reading.menu.selectedIndex ?? -1]).toBe('Entry 27');
    const other = new TextConsole();
    attachMenu(other, entries, undefined, 4);
    expect(codeOf(await other.run("select 'Entry 31'"))).toBe('plan.noSuchEntry');
    expect(other.console.reading?.menu?.entries[other.console.reading.menu.selectedIndex ?? -1]).toBe('Entry 5');
  });

  test('expect-not holds for the rest of the plan', async () => {
    const server = new TextConsole();
    let lines = ['web-01 login:'];
    server.attach(() => lines, () => (lines = ['everything is on fire', 'web-01 login: root']));
    expect(codeOf(await server.run("expect-not /fire/; wait /login:/; keys 'r'; wait /root/ 5s"))).toBe('plan.unwanted');
  });

  test('wait ends with its time, a letter is never typed into a menu, and an abort lets every key go', async () => {
    const server = new TextConsole();
    attachMenu(server, ['A', 'B']);
    expect(codeOf(await server.run('wait /never/ 1s'))).toBe('plan.waitOver');
    expect(codeOf(await server.run("type 'reboot'"))).toBe('plan.unexpectedScreen');
    expect(server.strokes).toEqual([]);
    const controller = new AbortController();
    const reason = new Error('stopped');
    const run = server.run("keys '<leftShiftOn><wait10s><leftShiftOff>'", {}, controller);
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
    controller.abort(reason);
    expect(await run).toBe(reason);
    expect(server.down).toEqual([]);
  });

  test.each([
    ['a file-system check', '/dev/vda1: recovering journal'],
    ['a panic', '[    1.914533] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)'],
    ['the firmware', 'SeaBIOS (version 1.16.2-debian-1.16.2-1)'],
  ])('types nothing into %s', async (_name, line) => {
    const server = new TextConsole();
    server.attach(() => [line], () => undefined);
    expect(codeOf(await server.run("type 'y\\n'"))).toBe('plan.unexpectedScreen');
    expect(server.strokes).toEqual([]);
  });

  test('does not take a submenu for a boot, and presses nothing in it', async () => {
    const server = new GrubConsole([{ title: 'Advanced options for Debian GNU/Linux', submenu: [{ title: 'Inner', commands: [] }] }]);
    expect(codeOf(await server.run('boot'))).toBe('plan.notBooted');
    expect(server.pressed).toEqual(['ENTER']);
  });

  test('an Enter that came late is not pressed again in the menu that it opened', async () => {
    const server = new GrubConsole([{ title: 'Debian GNU/Linux', commands: [] }, { title: 'Advanced options for Debian GNU/Linux', submenu: [{ title: 'Broken', commands: [] }, { title: 'Rescue', commands: [] }] }], 1);
    const delays = [20_000];
    server.delayMs = () => delays.shift() ?? 0;
    expect(codeOf(await server.run('select /rescue/i; boot'))).toBe('plan.stuck');
    await server.clock.advance(60_000);
    expect(server.booted).toEqual([]);
    expect(server.pressed).toEqual(['ENTER', 'UP']);
  });

  test('types a password blind, and keeps it from timeline and error', async () => {
    const server = new TextConsole();
    let typed = '';
    server.attach(() => ['Give root password for maintenance', '(or press Control-D to continue): '], (key) => (typed += key === 'enter' ? '\n' : key));
    expect(await server.run("type 'S3cret=_'")).toBeUndefined();
    expect(typed).toBe('S3cret=_');
    expect(JSON.stringify(server.timeline.events)).not.toContain('S3cret');
    const deaf = new TextConsole();
    deaf.attach(() => ['$ '], () => undefined);
    const error = await deaf.run("type 'S3cret'");
    expect(codeOf(error)).toBe('plan.typedUnseen');
    expect(String(error)).not.toContain('S3cret');
  });
});

describe('a snapshot before a plan that writes', () => {
  test('is offered where the provider has one, and taken before anything boots', async () => {
    const { server } = await heldMachine();
    const asked: string[] = [];
    const taken: number[] = [];
    const target = {
      label: 'web-01',
      actions: {
        snapshot: () => {
          taken.push(server.pressed.length);
          return Promise.resolve();
        },
      },
    };
    expect(await server.run('rescue-entry', { target, confirmSnapshot: ({ key }) => Promise.resolve(asked.push(key) > 0) })).toBeUndefined();
    expect(asked).toEqual(['plan.snapshotFirst']);
    expect(taken).toEqual([0]);
  });

  test('is only suggested where nobody can be asked, and not at all by a plan that writes nothing', async () => {
    const { server } = await heldMachine();
    const target = { label: 'web-01', actions: { snapshot: () => Promise.reject(new Error('not asked for')) } };
    await server.run('emergency-shell', { target });
    expect(server.eventsOf('notice').map(({ message }) => message.key)).not.toContain('plan.snapshotFirst');
    const { server: other } = await heldMachine();
    expect(await other.run('rescue-entry', { target })).toBeUndefined();
    expect(other.eventsOf('notice').map(({ message }) => message.key)).toContain('plan.snapshotFirst');
  });
});
