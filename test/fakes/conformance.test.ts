import { describe, expect, test } from 'vitest';
import { systemClock } from '../../core/base/clock.ts';
import { BootcatchError } from '../../core/base/error.ts';
import { Secret } from '../../core/base/secret.ts';
import { createDialer } from '../../core/link/dial.ts';
import type { Endpoint } from '../../core/link/endpoint.ts';
import { say } from '../../core/messages/index.ts';
import { PastedTarget } from '../../core/providers/console-url.ts';
import { createProvider } from '../../core/providers/index.ts';
import { hardestReboot, type Provider, type Target } from '../../core/providers/provider.ts';
import { isRetryable, retryAfterMs } from '../../core/providers/retry.ts';
import { createConsoleOpener } from '../../core/rfb/open-console.ts';
import type { RfbSession } from '../../core/rfb/session.ts';
import { seededRandom } from '../lab/cloud/random.ts';
import { StubMachine } from '../lab/cloud/stub-machine.ts';
import { calm, createWorld, errorOf, type World } from '../unit/providers/world.ts';
import { pastedFakes, providerFakes, textFakes } from './all.ts';
import { strictClientFrames } from './client-frames.ts';
import type { Fake, ProviderFake } from './fake.ts';
import { nonsense, type CallKind, type Fault } from './http.ts';
import { pasteFrom } from './panel.ts';

const vncPassword = 'first-pw';
/** Scaleway's console is no call that could be answered wrongly. */
const pasted = Object.entries(pastedFakes);
const fakes: readonly (readonly [name: string, kind: ProviderFake])[] = [...Object.entries(providerFakes), ...Object.entries(textFakes).filter(([name]) => name !== 'scaleway')];

/** One provider of the product before its fake, which has a machine that boots nothing. */
interface Stage extends AsyncDisposable {
  readonly kind: ProviderFake;
  readonly fake: Fake;
  readonly machine: StubMachine;
  readonly world: World;
  readonly provider: Provider;
  readonly target: Target;
  /** An address of the console that nobody has used yet: a call's, or one that a person pastes. */
  address(): Promise<Endpoint>;
  calls(kind: CallKind): number;
}

async function setUp(kind: ProviderFake): Promise<Stage> {
  const machine = new StubMachine(kind.vncAuth ? vncPassword : undefined);
  await machine.start();
  const world = createWorld();
  const fake = await kind.start({ vm: machine, vncPassword, clock: world.clock, random: seededRandom(11), downMs: 0 });
  const provider = await createProvider({ name: 'main', provider: kind.name, settings: { ...fake.settings } }, fake.secrets, world);
  const server = await provider.target('web-01', calm);
  const { panel } = fake;
  const target = panel ? pasteFrom(panel, server) : server;
  return {
    kind, fake, machine, world, provider, target,
    address: () => {
      if (panel && target instanceof PastedTarget) target.replaceAddress(panel.address());
      return target.endpoint(calm);
    },
    calls: (wanted) => fake.desk.calls.filter((call) => call.kind === wanted).length,
    [Symbol.asyncDispose]: async () => {
      fake.close();
      await machine.stop();
    },
  };
}

/** A probe, as the catch makes it. */
const knock = (target: Target, endpoint: Endpoint): Promise<RfbSession> =>
  createConsoleOpener(createDialer(systemClock), systemClock)(endpoint, { handshake: endpoint.handshake ?? target.reach.handshake, firstKeys: [], timeoutMs: 5_000, signal: calm });

async function isLetIn(target: Target, endpoint: Endpoint): Promise<boolean> {
  const session = await knock(target, endpoint).catch(() => undefined);
  session?.dispose();
  return session !== undefined;
}

/** What a person reads of an error: in both languages, whole, and without anything secret. */
function expectSafe(error: unknown, { fake, world }: Stage): void {
  expect(error).toBeInstanceOf(BootcatchError);
  if (!(error instanceof BootcatchError)) return;
  const sentences = (['en', 'ja'] as const).map((locale) => say(locale, error.code, error.values));
  for (const sentence of sentences) expect(sentence).not.toMatch(/\{\{|undefined|\[object/);
  const written = JSON.stringify([sentences, world.reports]);
  for (const secret of Object.values(fake.secrets)) expect(written).not.toContain(secret.reveal());
}

describe.each([...fakes, ...pasted])('%s', (_name, kind) => {
  test('lists its server, tells its state, and gives a console', async () => {
    await using stage = await setUp(kind);
    const { provider, target } = stage;
    // Azure's list knows no states.
    expect([kind.runs, '']).toContain((await provider.servers(calm)).find(({ name }) => name === 'web-01')?.status);
    expect({ label: target.label, provider: target.provider, status: await target.status?.(calm), keymap: target.keymap }).toEqual({ label: 'web-01', provider: kind.name, status: kind.runs, keymap: kind.keymap });
    const endpoint = await stage.address();
    expect(await isLetIn(target, endpoint)).toBe(true);
    if (kind.address !== 'fixed' && kind.address.lifeMs !== 'untold' && endpoint.expiresAtMs !== undefined) expect(endpoint.expiresAtMs - stage.world.clock.wallNow()).toBeLessThanOrEqual(kind.address.lifeMs);
    expect(await errorOf(provider.target('web-99', calm))).toMatchObject({ code: 'provider.serverNotFound' });
  });

  test(`at a hard reboot the open console ${kind.hardReboot}, as the provider says or does not know`, async () => {
    await using stage = await setUp(kind);
    const { target, machine } = stage;
    const session = await knock(target, await stage.address());
    const ended = new Promise<void>((resolve) => session.onClose(() => resolve()));
    await target.reboot?.(hardestReboot(target), calm);
    if (kind.hardReboot === 'drops') await ended;
    else await expect.poll(() => machine.commands).toContain('system_reset');
    expect([kind.hardReboot, 'unknown']).toContain(target.consoleAtReboot);
    // Away or not, a console can be had again in the end.
    await expect.poll(async () => isLetIn(target, await stage.address()).catch(() => false)).toBe(true);
    session.dispose();
  });

  test('a stopped server is started again, and its console is cut in between', async () => {
    await using stage = await setUp(kind);
    const { target } = stage;
    const session = await knock(target, await stage.address());
    const ended = new Promise<void>((resolve) => session.onClose(() => resolve()));
    await target.actions?.stop?.(calm);
    await ended;
    await expect.poll(async () => await target.status?.(calm)).not.toBe(kind.runs);
    await target.actions?.start?.(calm);
    await expect.poll(async () => await target.status?.(calm)).toBe(kind.runs);
    await expect.poll(async () => isLetIn(target, await stage.address()).catch(() => false)).toBe(true);
  });

  test('an address lets in as often and as long as its provider says', async () => {
    await using stage = await setUp(kind);
    const { target, world } = stage;
    const endpoint = await stage.address();
    const again = await stage.address();
    if (kind.address === 'fixed') expect(await isLetIn(target, again) && await isLetIn(target, again)).toBe(true);
    else {
      expect(await isLetIn(target, again)).toBe(true);
      expect(await isLetIn(target, again)).toBe(kind.address.use === 'often');
      if (kind.address.lifeMs === 'untold') return;
      world.clock.pass(kind.address.lifeMs);
      expect(await isLetIn(target, endpoint)).toBe(false);
      expect(await isLetIn(target, await stage.address())).toBe(true);
    }
  });

  test.each(Object.entries(kind.wrongKnocks ?? {}))('its console turns %s away', async (_what, change) => {
    await using stage = await setUp(kind);
    const endpoint = await stage.target.endpoint(calm);
    if (endpoint.kind !== 'websocket') throw new Error('Only WebSockets have doors.');
    expect(await isLetIn(stage.target, change(endpoint))).toBe(false);
  });

  test.runIf(kind.vncAuth)('its console wants the right password', async () => {
    await using stage = await setUp(kind);
    const endpoint = await stage.target.endpoint(calm);
    const { password, ...without } = endpoint;
    expect(password?.reveal()).toBeTruthy();
    expect(await isLetIn(stage.target, without)).toBe(false);
  });

  test('a list is asked for again after 503 and after the pause of a 429', async () => {
    await using stage = await setUp(kind);
    const limited = kind.refusal(429, 'slowly');
    stage.fake.desk.inject({ call: 'list', times: 1, answer: kind.refusal(503, 'later') });
    stage.fake.desk.inject({ call: 'list', times: 1, answer: { ...limited, headers: { ...limited.headers, 'Retry-After': '4' } } });
    const servers = await stage.provider.servers(calm);
    expect(servers.some(({ name }) => name === 'web-01')).toBe(true);
    expect(stage.world.clock.waits.filter((ms) => ms >= 4_000)).toEqual([4_000]);
  });

  test('wrong credentials are refused and not tried again', async () => {
    await using stage = await setUp(kind);
    const wrong = Object.fromEntries(Object.keys(stage.fake.secrets).map((name) => [name, new Secret('wrong-secret')]));
    const provider = await createProvider({ name: 'main', provider: kind.name, settings: { ...stage.fake.settings } }, wrong, stage.world);
    const error = await errorOf(provider.servers(calm));
    expect(['provider.signInRefused', 'provider.notSignedIn', 'provider.forbidden']).toContain((error as BootcatchError).code);
    expect(isRetryable(error)).toBe(false);
    expect(JSON.stringify([say('en', (error as BootcatchError).code, (error as BootcatchError).values), stage.world.reports])).not.toContain('wrong-secret');
  });
});

describe.each(fakes)('%s: its console call', (_name, kind) => {
  test.each<readonly [status: number, code: string, passes: boolean]>([
    [403, 'provider.forbidden', false],
    [404, 'provider.notFound', true],
    [409, 'provider.busy', true],
    [423, 'provider.busy', true],
    [429, 'provider.tooManyRequests', true],
    [500, 'provider.failing', true],
    [503, 'provider.failing', true],
  ])('a console call answered %i says so with the provider\'s own words, and is not repeated in secret', async (status, code, passes) => {
    await using stage = await setUp(kind);
    const answer = kind.refusal(status, 'because of a test');
    stage.fake.desk.inject({ call: 'console', answer: status === 429 ? { ...answer, headers: { ...answer.headers, 'Retry-After': '7' } } : answer });
    const before = stage.calls('console');
    const error = await errorOf(stage.target.endpoint(calm));
    expect(error).toMatchObject({ code: kind.consoleIsOff?.includes(status) ? 'provider.azure.noConsole' : code });
    expect(say('en', (error as BootcatchError).code, (error as BootcatchError).values)).toContain('because of a test');
    expect({ passes: isRetryable(error), pauseMs: retryAfterMs(error) }).toEqual({ passes, pauseMs: status === 429 ? 7_000 : undefined });
    expect(stage.calls('console') - before).toBe(1);
    expectSafe(error, stage);
  });

  test.each<readonly [what: string, answer: Fault['answer'], code: string]>([
    ['nonsense', nonsense, 'provider.answerNotUnderstood'],
    ['an empty object', { status: 200, body: {} }, 'provider.answerNotUnderstood'],
    ['a cut connection', 'cut', 'provider.unreachable'],
  ])('a console call answered with %s is worth another try', async (_what, answer, code) => {
    await using stage = await setUp(kind);
    stage.fake.desk.inject({ call: 'console', answer });
    const error = await errorOf(stage.target.endpoint(calm));
    expect(error).toMatchObject({ code });
    expect(isRetryable(error)).toBe(true);
    expectSafe(error, stage);
  });

  test('a console call that is never answered ends at its limit', async () => {
    await using stage = await setUp(kind);
    stage.fake.desk.inject({ call: 'console', answer: 'silence' });
    const before = stage.calls('console');
    const error = errorOf(stage.target.endpoint(calm));
    await expect.poll(() => stage.calls('console')).toBe(before + 1);
    stage.world.clock.expire();
    expect(await error).toMatchObject({ code: 'provider.tooSlow' });
    expect(isRetryable(await error)).toBe(true);
  });

  test('lasting 401 is said once, with one sign-in more where there is one', async () => {
    await using stage = await setUp(kind);
    const { fake, target } = stage;
    fake.desk.inject({ call: 'console', answer: kind.refusal(401, 'no') });
    const before = stage.calls('signIn');
    const errors = await Promise.all([target.endpoint(calm), target.endpoint(calm), target.endpoint(calm)].map(errorOf));
    const [first] = errors;
    expect(['provider.signInRefused', 'provider.notSignedIn']).toContain((first as BootcatchError).code);
    for (const error of errors) expect(error).toMatchObject({ code: (first as BootcatchError).code });
    expect(stage.calls('signIn') - before).toBe(fake.endSessions ? 1 : 0);
    expect(errors.some(isRetryable)).toBe(false);
    for (const error of errors) expectSafe(error, stage);
  });
});

describe.each(pasted)('%s', (_name, kind) => {
  test('has no console of its own, and says what to do', async () => {
    await using stage = await setUp(kind);
    const server = await stage.provider.target('web-01', calm);
    const error = await errorOf(server.endpoint(calm));
    expect(error).toMatchObject({ code: 'provider.noConsole' });
    expect({ passes: isRetryable(error), canRenew: server.canRenew, ways: server.otherWaysIn?.length }).toEqual({ passes: false, canRenew: false, ways: 2 });
    expectSafe(error, stage);
  });

  test.each<readonly [status: number, code: string, passes: boolean]>([
    [403, 'provider.forbidden', false],
    [404, 'provider.notFound', true],
    [429, 'provider.tooManyRequests', true],
    [503, 'provider.failing', true],
  ])('a reboot answered %i says so with the provider\'s own words, and is not repeated in secret', async (status, code, passes) => {
    await using stage = await setUp(kind);
    stage.fake.desk.inject({ call: 'power', answer: kind.refusal(status, 'because of a test') });
    const error = await errorOf(stage.target.reboot?.(hardestReboot(stage.target), calm) ?? Promise.resolve());
    expect(error).toMatchObject({ code });
    expect(say('en', (error as BootcatchError).code, (error as BootcatchError).values)).toContain('because of a test');
    expect({ passes: isRetryable(error), calls: stage.calls('power') }).toEqual({ passes, calls: 1 });
    expectSafe(error, stage);
  });
});

describe('the gateway of Proxmox VE', () => {
  test.each<readonly [what: string, frame: readonly number[]]>([
    ['a message in two frames', [0x02, 0x81, 0, 0, 0, 0, 1]],
    ['the rest of a message', [0x80, 0x81, 0, 0, 0, 0, 1]],
    ['a compressed message', [0xc2, 0x81, 0, 0, 0, 0, 1]],
    ['a message without a mask', [0x82, 0x01, 1]],
    ['a message of a megabyte', [0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0]],
  ])('is one for which %s is the end', (_what, frame) => {
    const isWrong = strictClientFrames();
    const good = Buffer.from([0x82, 0x83, 9, 9, 9, 9, 1, 2, 3, 0x89, 0x80, 9, 9, 9, 9]);
    // Frames come in any pieces.
    for (const byte of good) expect(isWrong(Buffer.of(byte))).toBe(false);
    expect(isWrong(Buffer.concat([good, Buffer.from(frame)]))).toBe(true);
  });
});

describe.each(fakes.filter(([name]) => /conoha|openstack|proxmox of|azure/.test(name)))('%s: a session that has ended', (_name, kind) => {
  test('is renewed once, however many calls find it so', async () => {
    await using stage = await setUp(kind);
    const { fake, target } = stage;
    const before = stage.calls('signIn');
    fake.endSessions?.();
    const statuses = await Promise.all([target.status?.(calm), target.status?.(calm), target.status?.(calm)]);
    expect(statuses).toEqual(Array(3).fill(kind.runs));
    expect(stage.calls('signIn') - before).toBe(1);
  });
});
