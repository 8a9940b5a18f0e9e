import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatchStart } from '../../../core/contract/catches.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import { settle } from '../support/manual-clock.ts';
import { ProviderError } from '../../../core/providers/error.ts';
import type { Target } from '../../../core/providers/provider.ts';
import { PaintedServer } from './painted-server.ts';
import { createWorkbench } from './workbench.ts';

const serverId = 'practice';
const calm = new AbortController().signal;
const menu = ['Debian GNU/Linux', 'Advanced options', 'Rescue', 'Memory test'];
const start: CatchStart = { serverId, reboot: 'hard', keys: 'auto', lapLimit: 3, agreedResets: 3 };

let server: PaintedServer;
let engine: Engine;

function setUp(changes: Partial<Target> = {}): void {
  server = new PaintedServer();
  const target = server.target(changes);
  const practice = { scenarios: [], defaultScenario: '', start: () => Promise.resolve({ target, close: () => Promise.resolve() }) };
  ({ engine } = createWorkbench({ clock: server.clock, openConsole: server.openConsole, practice }));
}

const open = async (): Promise<void> => {
  await engine.openConsole(serverId);
  await settle();
};

const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'nothing', (error: unknown) => (error as { code?: unknown }).code);

beforeEach(() => setUp());
afterEach(() => engine.close());

describe('a console', () => {
  it('is opened, and its picture read', async () => {
    expect(engine.snapshot(serverId)).toMatchObject({ connection: 'closed', size: null, target: null });
    await open();
    expect(engine.snapshot(serverId)).toMatchObject({ connection: 'open', size: { width: 640, height: 400 }, panic: { reason: 'VFS: Unable to mount root fs' }, target: { reboots: ['hard', 'soft', 'manual'] } });
  });

  it('that cannot be opened says why and stays closed', async () => {
    server.reachable = false;
    await open();
    expect(engine.snapshot(serverId)).toMatchObject({ connection: 'closed', problem: { key: 'link.refused' } });
  });

  it('that is lost keeps its picture and is come back to, for ten minutes', async () => {
    await open();
    server.drop(false);
    await server.clock.advance(3_000);
    expect(engine.snapshot(serverId)).toMatchObject({ connection: 'away', awayForMs: 3_000, size: { width: 640 }, lines: [] });
    server.reachable = true;
    await server.clock.advance(2_000);
    expect(engine.snapshot(serverId)).toMatchObject({ connection: 'open', awayForMs: null });
    server.drop(false);
    await server.clock.advance(601_000);
    expect(engine.snapshot(serverId)).toMatchObject({ connection: 'closed', problem: { key: 'catch.notReached' } });
    const { dials } = server;
    await server.clock.advance(60_000);
    expect(server.dials).toBe(dials);
  });

  it('that ends again and again right after it opened is given up', async () => {
    await open();
    for (let turn = 0; turn < 12; turn++) {
      server.drop(true);
      await server.clock.advance(1_000 * 2 ** turn * 0.06);
    }
    expect(engine.snapshot(serverId)).toMatchObject({ connection: 'closed', problem: { key: 'engine.consoleUnsteady' } });
  });

  it('that was closed stays closed', async () => {
    await open();
    engine.closeConsole(serverId);
    await server.clock.advance(10_000);
    expect(engine.snapshot(serverId)).toMatchObject({ connection: 'closed', problem: null, size: { width: 640 } });
    expect(server.dials).toBe(1);
  });
});

describe('a catch', () => {
  it('needs the consent to as many resets as it may make, unless nobody can be hurt or the person reboots', async () => {
    expect(await codeOf(engine.catches.start({ ...start, agreedResets: 2 }))).toBe('engine.consentNeeded');
    expect(await codeOf(engine.catches.start({ serverId, reboot: 'hard', keys: 'auto', lapLimit: 1 }))).toBe('engine.consentNeeded');
    expect(server.reboots).toEqual([]);
    await engine.catches.start({ serverId, reboot: 'manual', keys: 'auto', lapLimit: 3 });
    expect(engine.catches.snapshots[0]?.result).toBeNull();
  });

  it('is one a server, and its console is not closed under it', async () => {
    await engine.catches.start(start);
    expect(await codeOf(engine.catches.start(start))).toBe('engine.catchRuns');
    expect(() => engine.closeConsole(serverId)).toThrow(expect.objectContaining({ code: 'engine.catchRuns' }));
  });

  it('asks a second time before a reset that would destroy work, and stops at a no', async () => {
    server.show(['Debian GNU/Linux 12 web-01 tty1', '', 'web-01 login: ']);
    await open();
    await engine.catches.start(start);
    await server.clock.advance(100);
    expect(engine.catches.snapshots[0]).toMatchObject({ state: 'rebooting', question: { key: 'engine.ask.login', values: { target: 'web-01' } } });
    engine.catches.answer(serverId, false);
    await settle();
    expect(engine.catches.snapshots[0]).toMatchObject({ question: null, result: { outcome: 'failed', message: { key: 'catch.stop.login' } } });
    expect(server.reboots).toEqual([]);
    expect(() => engine.catches.answer(serverId, true)).toThrow(expect.objectContaining({ code: 'engine.noQuestion' }));
  });

  it('goes on at a yes, and a stop ends it even while it asks', async () => {
    server.show(['Debian GNU/Linux 12 web-01 tty1', '', 'web-01 login: ']);
    await open();
    await engine.catches.start(start);
    await server.clock.advance(100);
    engine.catches.stop(serverId);
    await settle();
    expect(engine.catches.snapshots[0]).toMatchObject({ result: { outcome: 'cancelled' } });
    server.rebootsIntoMenu(menu);
    await engine.catches.start(start);
    await server.clock.advance(100);
    engine.catches.answer(serverId, true);
    await server.clock.advance(5_000);
    expect(server.reboots).toEqual(['hard']);
    expect(engine.catches.snapshots[0]).toMatchObject({ result: { outcome: 'held' } });
  });

  it("holds the person's keys back while it presses, unless they take over", async () => {
    server.rebootsIntoMenu(menu);
    await open();
    await engine.catches.start(start);
    await server.clock.advance(1_500);
    expect(engine.snapshot(serverId).inputHeldBack).toBe(true);
    expect(await codeOf(engine.acting.pressTogether(serverId, ['leftCtrl', 'leftAlt', 'del'], false, calm))).toBe('engine.keysHeldBack');
    engine.catches.takeOver(serverId, true);
    expect(engine.snapshot(serverId).inputHeldBack).toBe(false);
    await engine.acting.pressTogether(serverId, ['f2'], false, calm);
    expect(server.keys.at(-1)).toEqual({ keysym: 0xffbf, down: false });
    await server.clock.advance(5_000);
    expect(engine.catches.snapshots[0]).toMatchObject({ result: { outcome: 'held' } });
    expect(engine.snapshot(serverId).inputHeldBack).toBe(false);
  });

  it('stays with the held menu without a reboot, and leaves it when the person boots an entry', async () => {
    server.rebootsIntoMenu(menu);
    await engine.catches.start(start);
    await server.clock.advance(6_000);
    server.drop(true);
    await server.clock.advance(2_000);
    const story = () => engine.place(serverId).story.timeline.events.map(({ event }) => event);
    expect(story().slice(story().lastIndexOf('heldLost'))).toEqual(expect.arrayContaining(['heldLost', 'connected', 'held']));
    expect(server.reboots).toEqual(['hard']);

    engine.acting.bootHighlighted(serverId, { index: 0, text: menu[0] ?? '' });
    expect(server.keys.at(-2)).toEqual({ keysym: 0xff0d, down: true });
    const before = story().length;
    server.drop(true);
    await server.clock.advance(2_000);
    expect(story().slice(before)).not.toContain('heldLost');
    expect(engine.snapshot(serverId).connection).toBe('open');
  });

  it("plays the person's sequence only where every name in it is a key", async () => {
    expect(await codeOf(engine.catches.start({ ...start, keys: 'sequence', script: '<f44>' }))).toBe('keys.unknownName');
    expect(await codeOf(engine.catches.start({ ...start, keys: 'sequence' }))).toBe('keys.empty');
  });
});

describe('the highlight', () => {
  const entry = (index: number) => ({ index, text: menu[index] ?? '' });
  const down = 0xff54;
  const up = 0xff52;

  beforeEach(async () => {
    server.showMenu(menu, 0);
    await open();
  });

  it('moves one key at a time, each one seen before the next', async () => {
    let selected = 0;
    server.onKey = (keysym) => {
      selected += keysym === down ? 1 : -1;
      server.clock.setTimeout(() => server.showMenu(menu, selected), 200);
    };
    const moved = engine.acting.moveHighlight(serverId, entry(3), calm);
    await settle();
    expect(server.keys.filter((key) => key.down)).toHaveLength(1);
    await server.clock.advance(600);
    await moved;
    expect(engine.snapshot(serverId).menu?.selected).toBe(3);
    const back = engine.acting.moveHighlight(serverId, entry(2), calm);
    await server.clock.advance(200);
    await back;
    expect(server.keys.filter((key) => key.down).map(({ keysym }) => keysym)).toEqual([down, down, down, up]);
  });

  it('does not move towards an entry that is not where it was seen', async () => {
    expect(await codeOf(engine.acting.moveHighlight(serverId, { index: 1, text: 'Something else' }, calm))).toBe('engine.menuChanged');
    expect(await codeOf(engine.acting.moveHighlight(serverId, { index: 9, text: '' }, calm))).toBe('engine.menuChanged');
    expect(server.keys).toEqual([]);
  });

  it('stops where a key has no effect, or another than it should', async () => {
    const stuck = codeOf(engine.acting.moveHighlight(serverId, entry(2), calm));
    await server.clock.advance(3_000);
    expect(await stuck).toBe('engine.highlightStuck');
    server.showMenu(menu, 1);
    server.onKey = () => server.showMenu(menu, 0);
    const strayed = codeOf(engine.acting.moveHighlight(serverId, entry(3), calm));
    await settle();
    expect(await strayed).toBe('engine.menuChanged');
  });

  it('is booted only where it is the one that was seen', () => {
    expect(() => engine.acting.bootHighlighted(serverId, entry(1))).toThrow(expect.objectContaining({ code: 'engine.menuChanged' }));
    expect(server.keys).toEqual([]);
  });
});

describe('a plan', () => {
  it('that an earlier screen spoke for stands first, with what spoke for it', async () => {
    await open();
    server.show(['[    9.1] systemd[1]: Starting DRBD...', 'modprobe: FATAL: Module drbd not found in directory /lib/modules/5.14.0', 'node0 login:']);
    server.show(['node0 login:']);
    server.showMenu(menu, 0);
    const [first, ...others] = engine.acting.plans(serverId);
    expect(first).toMatchObject({ name: 'previous-kernel', why: { key: 'plan.why.drbd' } });
    expect(others.map(({ name, why }) => [name, why])[0]).toEqual(['rescue-entry', null]);
  });

  it('is offered where it fits the menu', async () => {
    await open();
    expect(engine.acting.plans(serverId)).toEqual([]);
    server.showMenu(menu, 0);
    expect(engine.acting.plans(serverId)[0]).toEqual({ name: 'rescue-entry', title: { key: 'plan.title.rescue-entry', values: {} }, effect: { key: 'plan.effect.rescue-entry', values: {} }, why: null, writes: true });
  });

  it("runs once at a time, holds the person's keys back, and stops where it stands", async () => {
    server.showMenu(menu, 0);
    await open();
    const run = codeOf(engine.acting.runPlan(serverId, "select 'Rescue'"));
    await settle();
    expect(engine.snapshot(serverId)).toMatchObject({ plan: "select 'Rescue'", inputHeldBack: true });
    expect(await codeOf(engine.acting.runPlan(serverId, 'rescue-entry'))).toBe('engine.keysHeldBack');
    expect(await codeOf(engine.catches.start(start))).toBe('engine.planRuns');
    engine.acting.stopPlan(serverId);
    expect(await run).toBe('engine.planStopped');
    expect(engine.snapshot(serverId)).toMatchObject({ plan: null, inputHeldBack: false });
    expect(engine.place(serverId).story.timeline.events.at(-1)).toMatchObject({ event: 'notice', message: { key: 'engine.planStopped' } });
  });

  it('that stops by itself says why in the story', async () => {
    server.showMenu(menu, 0);
    await open();
    const run = codeOf(engine.acting.runPlan(serverId, "select 'Windows'"));
    await server.clock.advance(30_000);
    expect(await run).toBe('plan.noSuchEntry');
    expect(engine.place(serverId).story.timeline.events.at(-1)).toMatchObject({ event: 'notice', message: { key: 'plan.noSuchEntry' } });
  });
});

describe('keys', () => {
  it('go nowhere while the console is away', async () => {
    expect(await codeOf(engine.acting.pressTogether(serverId, ['f2'], false, calm))).toBe('engine.consoleAway');
  });

  it('are pressed together and let go in reverse', async () => {
    await open();
    expect(await engine.acting.pressTogether(serverId, ['leftAlt', 'sysRq', 'B'], false, calm)).toBeNull();
    expect(server.keys.map(({ keysym, down }) => (down ? keysym : -keysym))).toEqual([0xffe9, 0xff61, 98, -98, -0xff61, -0xffe9]);
    expect(await codeOf(engine.acting.pressTogether(serverId, ['leftAlt', 'wat'], false, calm))).toBe('engine.keyUnknown');
    expect(await codeOf(engine.acting.typeText(serverId, 'a☃', 'us', calm))).toBe('engine.keyUnknown');
  });

  it.each([
    ['Ctrl+Alt+Del', ['leftCtrl', 'leftAlt', 'del']],
    ['SysRq B', ['leftAlt', 'sysRq', 'b']],
  ])('that take the server down (%s) are pressed only with a second yes where something speaks against it', async (_name, keys) => {
    let asked = 0;
    setUp({ beforeReset: () => Promise.resolve(new ProviderError('provider.hive.peersSilent', { server: `web-0${++asked}`, peers: 'hive1' })) });
    await open();
    expect(await engine.acting.pressTogether(serverId, keys, false, calm)).toMatchObject({ key: 'engine.ask.peersSilent', values: { peers: 'hive1' } });
    expect(server.keys).toEqual([]);
    expect(await engine.acting.pressTogether(serverId, ['leftCtrl', 'c'], false, calm)).toBeNull();
    expect(asked).toBe(1);
    expect(await engine.acting.pressTogether(serverId, keys, true, calm)).toBeNull();
    expect(server.keys).toHaveLength(4 + 2 * keys.length);
    expect(asked).toBe(1);
  });

  it('that take the server down are held back where the look at the others fails, too', async () => {
    setUp({ beforeReset: () => Promise.reject(new ProviderError('provider.fileWrong', { path: '/site', observed: 'ENOENT' })) });
    await open();
    expect(await engine.acting.pressTogether(serverId, ['leftCtrl', 'leftAlt', 'del'], false, calm)).toMatchObject({ key: 'provider.fileWrong' });
    expect(server.keys).toEqual([]);
  });

  it('of a typed text mean only themselves, and are in no timeline', async () => {
    await open();
    const typed = engine.acting.typeText(serverId, '<F4>\r\na', 'us', calm);
    await server.clock.advance(1_000);
    await typed;
    const shift = 0xffe1;
    expect(server.keys.filter(({ down }) => down).map(({ keysym }) => keysym)).toEqual([shift, 60, shift, 70, 52, shift, 62, 0xff0d, 97]);
    expect(JSON.stringify(engine.place(serverId).story.timeline.events)).not.toContain('F4');
  });

  it('end with the call that plays them, none left down', async () => {
    await open();
    const call = new AbortController();
    const playing = codeOf(engine.acting.playScript(serverId, '<leftShiftOn><wait10>a', call.signal));
    await server.clock.advance(1_000);
    call.abort();
    await playing;
    expect(server.keys).toEqual([
      { keysym: 0xffe1, down: true },
      { keysym: 0xffe1, down: false },
    ]);
  });
});
