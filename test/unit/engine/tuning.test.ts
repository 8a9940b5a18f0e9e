import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tunedDetailSchema } from '../../../core/contract/tuning.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import { lapView } from '../../../core/engine/tuning-view.ts';
import { unknownProviderProfile, type Target } from '../../../core/providers/provider.ts';
import { adviseFrom } from '../../../core/tuning/advice.ts';
import { openTuner, type OpenTuner } from '../../../core/tuning/node/open-tuner.ts';
import { heldLap } from '../tuning/laps.ts';
import { PaintedServer } from './painted-server.ts';
import { createWorkbench } from './workbench.ts';

const serverId = 'practice';
const key = 'practice:usual';
let folder: string;
let learning: OpenTuner;
let engine: Engine;
let server: PaintedServer;

function setUp(changes: Partial<Target> = {}): void {
  server = new PaintedServer();
  server.rebootsIntoMenu(['Debian GNU/Linux', 'Rescue']);
  // ENTER leaves the menu.
  server.onKey = (keysym) => {
    if (keysym === 0xff0d) server.show(['Kernel panic - not syncing: VFS: Unable to mount root fs']);
  };
  const target = server.target(changes);
  const practice = { scenarios: [{ name: 'usual', title: 'practice.scenario.usual' }] as const, defaultScenario: 'usual', start: () => Promise.resolve({ target, close: () => Promise.resolve() }) };
  ({ engine } = createWorkbench({ clock: server.clock, openConsole: server.openConsole, practice, learning }));
}

const laps = (count: number, changes = {}) => {
  for (let lap = 1; lap <= count; lap++) learning.attempts.add(heldLap({ lap, server: key, provider: 'practice', ...changes }));
};
const settingsOf = (name: string) => Object.fromEntries(engine.tuning.detail(name).settings.map((setting) => [setting.name, setting]));
const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'nothing', (error: unknown) => (error as { code?: unknown }).code);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcatch-tuning-'));
  learning = openTuner(folder, () => undefined);
  setUp();
});
afterEach(async () => {
  await engine.close();
  learning.close();
  rmSync(folder, { recursive: true, force: true });
});

test('servers with laps stand first, those of the list that have none after them', () => {
  learning.attempts.add(heldLap({ server: 'gone/1', provider: 'conoha', outcome: 'missed' }));
  expect(engine.tuning.servers()).toEqual([
    { key: 'gone/1', serverId: null, name: 'gone/1', scenario: null, provider: 'conoha', laps: 1, held: 0, missed: 1, lastAt: '2026-11-01T00:00:00.000Z' },
    { key, serverId, name: 'Practice', scenario: 'practice.scenario.usual', provider: 'practice', laps: 0, held: 0, missed: 0, lastAt: null },
  ]);
});

test('a server’s laps come with the advice, the curve and what was measured', () => {
  laps(4);
  const detail = engine.tuning.detail(key);
  expect(tunedDetailSchema.parse(detail)).toEqual(detail);
  expect(detail.laps[0]).toMatchObject({ id: 'catch-1/1', goneMs: 200, firstFailedMs: 1_700, lastFailedMs: 1_950, acceptedMs: 2_200, connectedMs: 2_300, menuSeenMs: 3_000, heldMs: 5_000, menuEndMs: 8_000, endMs: 8_000 });
  expect(detail.advice).toMatchObject({ sentence: { key: 'tuning.free.own', values: { laps: 4 } }, ownLaps: 4, firstDelayMs: 0, earlyProbe: { blindMs: 0, source: 'assumed' } });
  expect(detail.downSteps).toEqual([{ afterMs: 1_750, byMs: 2_100, share: 1 }]);
  expect(detail.days).toEqual([{ day: '2026-11-01', held: 4, missed: 0, abandoned: 0 }]);
  expect({ ...detail.curve[0], range: [] }).toEqual({ ...detail.inUse, range: [] });
  // The band is told by fewer hypotheses than the chance in use, and hardly differs.
  for (const at of [0, 1] as const) expect(detail.curve[0]?.range[at]).toBeCloseTo(detail.inUse.range[at], 2);
  expect(detail.curve.every(({ chance, range: [low, high] }) => low <= high && low <= chance + 0.3 && high >= chance - 0.3)).toBe(true);
  expect(detail.canExport).toBe(false);
  expect(detail.curve[0]?.chance).toBeGreaterThan(0.9);
  expect(detail.curve.at(-1)?.chance).toBeLessThan(0.1);
  expect(detail.curve.length).toBeLessThan(105);
});

test('each number says where it comes from, and what the person sets goes first', async () => {
  expect(settingsOf(key)).toMatchObject({ firstDelayMs: { value: 0, origin: { kind: 'builtIn', evidence: 'unconfirmed' } }, intervalMs: { value: 250, origin: { kind: 'builtIn', evidence: 'unconfirmed' } } });
  laps(4);
  expect(settingsOf(key)).toMatchObject({ intervalMs: { value: 250, origin: { kind: 'lastLap' } } });
  await engine.openConsole(serverId);
  expect(settingsOf(key)).toMatchObject({ firstDelayMs: { value: 0, origin: { kind: 'server', laps: 4 } }, intervalMs: { value: 100, origin: { kind: 'builtIn', evidence: 'measured' } } });
  const { revision } = engine.tuning;
  await engine.settings.setTiming(serverId, { firstDelayMs: 1_500 });
  expect(engine.tuning.revision).toBeGreaterThan(revision);
  expect(settingsOf(key)['firstDelayMs']).toEqual({ name: 'firstDelayMs', value: 1_500, origin: { kind: 'set', laps: null, evidence: null } });
  expect(engine.tuning.detail(key).inUse.delayMs).toBe(1_500);
});

test('what the first advice needs can be worked out beforehand, step by step, and changes nothing of it', () => {
  const advised = () => ({ ...learning.tuner.advise(key, 'practice', unknownProviderProfile), outlooks: undefined });
  laps(12);
  const own = learning.attempts.laps({ server: key, limit: 12 });
  const unprepared = adviseFrom({ reach: unknownProviderProfile, own, others: [], known: [], knownEvidence: undefined });
  expect([...learning.tuner.preparation()].length).toBeGreaterThan(2);
  expect(advised()).toEqual({ ...unprepared, outlooks: undefined });
});

test('a lap that never saw a menu has none to draw, and one without a countdown ends where it was left', () => {
  expect(lapView(heldLap({ menuSeenMs: null, heldMs: null, countdown: [], pastLoaderMs: 9_000, outcome: 'missed' }))).toMatchObject({ menuEndMs: null, endMs: 9_000 });
  expect(lapView(heldLap({ heldMs: null, countdown: [], pastLoaderMs: 9_000, outcome: 'missed' }))).toMatchObject({ menuEndMs: 9_000 });
  expect(lapView(heldLap({ probes: [], goneMs: null, connectedMs: null, menuSeenMs: null, heldMs: null, countdown: [], outcome: 'abandoned' }))).toMatchObject({ firstFailedMs: null, acceptedMs: null, endMs: 0 });
});

test('profiles go out without names and come in as a text; what is no profile is refused', () => {
  laps(2, { server: 'main/1', provider: 'conoha' });
  const text = engine.tuning.exportProfile('conoha');
  expect(JSON.parse(text)).toMatchObject({ profiles: [{ provider: 'conoha', lapCount: 2 }] });
  expect(text).not.toContain('main');
  expect(() => engine.tuning.exportProfile('practice')).toThrow(expect.objectContaining({ code: 'tuning.nothingToExport' }));
  expect(engine.tuning.importProfile(text.replace('conoha', 'upcloud'), 'a.json')).toEqual(['upcloud']);
  expect(learning.tuner.profileOf('upcloud')).toMatchObject({ imported: true, laps: [{}, {}] });
  expect(() => engine.tuning.importProfile('{}', 'a.json')).toThrow(expect.objectContaining({ code: 'tuning.profileWrong' }));
});

test('calibrating needs consent, reboots as often as agreed, leaves each menu and keeps the laps', async () => {
  expect(await codeOf(engine.calibrate(serverId, 2, 1))).toBe('engine.consentNeeded');
  await engine.calibrate(serverId, 2, 2);
  expect(engine.tuning.calibration).toMatchObject({ running: true, times: 2, outcomes: [], remainingMs: 30_000 });
  expect(await codeOf(engine.calibrate(serverId, 2, 2))).toBe('engine.catchRuns');
  for (let second = 0; second < 30; second++) await server.clock.advance(1_000);
  expect(engine.tuning.calibration).toEqual({ serverId, serverName: 'Practice', times: 2, outcomes: ['held', 'held'], remainingMs: 0, running: false, problem: null });
  expect(server.reboots).toEqual(['hard', 'hard']);
  expect(engine.tuning.servers()[0]).toMatchObject({ provider: 'painted', laps: 2, held: 2 });
});

test('a calibration that is stopped makes no further reset', async () => {
  await engine.calibrate(serverId, 5, 5);
  await server.clock.advance(500);
  engine.tuning.stopCalibration();
  for (let second = 0; second < 20; second++) await server.clock.advance(1_000);
  expect(engine.tuning.calibration).toMatchObject({ running: false, problem: null });
  expect(server.reboots).toHaveLength(1);
});

test('a calibration ends with the first lap that fails, and says why', async () => {
  setUp({ reboot: () => Promise.reject(new Error('the provider is asleep')) });
  await engine.calibrate(serverId, 5, 5);
  for (let second = 0; second < 60; second++) await server.clock.advance(1_000);
  expect(engine.tuning.calibration).toMatchObject({ running: false, outcomes: [], problem: { key: 'catch.unexpected' } });
});

test('a server that nobody can reboot here is not calibrated', async () => {
  setUp({ rebootKinds: [] });
  expect(await codeOf(engine.calibrate(serverId, 1, 1))).toBe('tuning.cannotReboot');
});

test('where no laps can be kept, that is said', async () => {
  const { engine: without } = createWorkbench({ clock: server.clock });
  expect(() => without.tuning.servers()).toThrow(expect.objectContaining({ code: 'tuning.unavailable' }));
  await without.close();
});
