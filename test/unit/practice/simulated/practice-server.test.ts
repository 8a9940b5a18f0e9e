import { afterEach, describe, expect, it } from 'vitest';
import type { ConsolePort, ConsolePortFactory, Dial } from '../../../../core/practice/simulated/console-port.ts';
import { startPracticeServer, type PracticeServer } from '../../../../core/practice/simulated/practice-server.ts';
import { practiceTarget } from '../../../../core/practice/simulated/practice-target.ts';
import { seededRandom } from '../../../../core/practice/simulated/random.ts';
import { defaultPracticeSettings, practiceSettingsSchema, type PracticeSettings } from '../../../../core/practice/simulated/settings.ts';
import { keyEvent, text, version } from '../../rfb/bytes.ts';
import { FakeLink } from '../../rfb/fake-link.ts';
import { ManualClock, settle } from '../../support/manual-clock.ts';

const never = new AbortController().signal;

/** The door of a practice server without sockets: notes what each dial met. */
class FakePort implements ConsolePort {
  readonly port = 5999;
  listening = true;
  onDial: (dial: Dial) => void = () => undefined;
  listenFailures = 0;

  readonly open: ConsolePortFactory = (_path, onDial) => {
    this.onDial = onDial;
    return Promise.resolve(this);
  };

  /** Dials the address; `met` grows as the server answers. */
  dial(url: string): { met: string[]; link: FakeLink } {
    const met: string[] = [];
    const link = new FakeLink();
    if (!this.listening) return { met: ['refused'], link };
    this.onDial({
      token: new URL(url).searchParams.get('token') ?? undefined,
      refuse: (status) => void met.push(`http ${status}`),
      accept: () => {
        met.push('101');
        return {
          link,
          close: (code) => {
            met.push(`close ${code}`);
            link.end({ kind: 'closed', code });
          },
          cut: () => {
            met.push('cut');
            link.end({ kind: 'cut' });
          },
        };
      },
    });
    return { met, link };
  }

  stopListening = (): Promise<void> => Promise.resolve(void (this.listening = false));

  listen = (): Promise<void> => {
    if (this.listenFailures-- > 0) return Promise.reject(new Error('EADDRINUSE'));
    this.listening = true;
    return Promise.resolve();
  };

  close = (): Promise<void> => Promise.resolve(void (this.listening = false));
}

interface Scene {
  readonly server: PracticeServer;
  readonly port: FakePort;
  readonly clock: ManualClock;
  /** A fresh console address. */
  readonly address: () => Promise<string>;
  /** Asks for a reboot and waits until the server has taken it. */
  readonly reboot: () => Promise<void>;
}

const scenes: Scene[] = [];
afterEach(async () => {
  for (const { server } of scenes.splice(0)) await server.close();
});

async function scene(changes: Partial<PracticeSettings> = {}): Promise<Scene> {
  const clock = new ManualClock();
  const port = new FakePort();
  let counter = 0;
  // Fixed times, so that a test can name the moment.
  const settings = { ...defaultPracticeSettings, dropMs: [200, 200], downMs: [2_000, 2_000], hangMs: [1_500, 1_500], ...changes } satisfies PracticeSettings;
  const server = await startPracticeServer(settings, { clock, random: seededRandom(1), randomBytes: (length) => new Uint8Array(length).fill(++counter), openPort: port.open });
  const within = async <T>(call: Promise<T>, ms: number): Promise<T> => {
    await clock.advance(ms);
    return call;
  };
  const made: Scene = {
    server,
    port,
    clock,
    address: async () => (await within(server.endpoint(never), settings.consoleCallMs)).url.reveal(),
    reboot: () => within(server.reboot(never), settings.rebootCallMs),
  };
  scenes.push(made);
  return made;
}

describe('a hard reboot', () => {
  it.each([
    ['closed', ['101', 'close 1000']],
    ['cut', ['101', 'cut']],
    ['stays', ['101']],
  ] as const)('that ends the console as %s', async (drop, met) => {
    const { server, port, clock, address, reboot } = await scene({ drop });
    const viewer = port.dial(await address());
    viewer.link.say([...version, 1, 1]);
    await reboot();
    await clock.advance(199);
    expect(viewer.met).toEqual(['101']);
    expect(server.machine.stage.name).toBe('panic');
    await clock.advance(1);
    expect(viewer.met).toEqual(met);
    expect(server.machine.stage.name).toBe(drop === 'stays' ? 'firmware' : 'off');
    await clock.advance(2_200);
    expect(server.machine.stage.name).toBe(drop === 'stays' ? 'menu' : 'firmware');
  });

  it('lets the CPU start a while after the console is back', async () => {
    const { server, port, clock, address, reboot } = await scene({ cpuDelayMs: 300 });
    const url = await address();
    await reboot();
    await clock.advance(2_199);
    expect(server.state).toBe('down');
    await clock.advance(1);
    expect(port.dial(url).met).toEqual(['101']);
    expect(server.machine.stage.name).toBe('off');
    await clock.advance(300);
    expect(server.machine.stage.name).toBe('firmware');
  });

  it('is refused while another is under way', async () => {
    const { server, clock, reboot } = await scene();
    await reboot();
    const second = expect(server.reboot(never)).rejects.toMatchObject({ code: 'practice.rebootUnderWay' });
    await clock.advance(100);
    await second;
  });

  it('draws its times from the seed', async () => {
    const backAt = async (seed: number): Promise<number> => {
      const clock = new ManualClock();
      const server = await startPracticeServer(defaultPracticeSettings, { clock, random: seededRandom(seed), randomBytes: (length) => new Uint8Array(length), openPort: new FakePort().open });
      const call = server.reboot(never);
      await clock.advance(100);
      await call;
      for (const state of ['down', 'up'] as const) while (server.state !== state) await clock.advance(1);
      await server.close();
      return clock.now();
    };
    expect(await backAt(7)).toBe(await backAt(7));
    expect(new Set(await Promise.all([1, 2, 3, 4].map(backAt))).size).toBeGreaterThan(1);
  });
});

describe('a dial while the server is down', () => {
  it.each([
    ['refused', ['refused'], ['refused']],
    ['closed1011', ['101', 'close 1011'], ['101', 'close 1011']],
    ['cutAfterAccept', ['101', 'cut'], ['101', 'cut']],
    ['hang', [], []],
    ['hangThenCut', [], ['101', 'cut']],
    ['http404', ['http 404'], ['http 404']],
  ] as const)('meets %s', async (refusal, atOnce, later) => {
    const { port, clock, address, reboot } = await scene({ refusal });
    const url = await address();
    await reboot();
    await clock.advance(300);
    const { met } = port.dial(url);
    await settle();
    expect(met).toEqual(atOnce);
    await clock.advance(1_500);
    expect(met).toEqual(later);
    await clock.advance(400);
    expect(port.dial(url).met).toEqual(['101']);
  });

  it('is told when the port is gone for good, after some tries to have it back', async () => {
    const lucky = await scene({ refusal: 'refused' });
    lucky.port.listenFailures = 3;
    await lucky.reboot();
    await lucky.clock.advance(3_000);
    expect(lucky.server.state).toBe('up');

    const unlucky = await scene({ refusal: 'refused' });
    unlucky.port.listenFailures = Infinity;
    await unlucky.reboot();
    await unlucky.clock.advance(10_000);
    const call = expect(unlucky.server.endpoint(never)).rejects.toMatchObject({ code: 'practice.portLost', values: { port: 5999 } });
    await unlucky.clock.advance(100);
    await call;
  });
});

describe('a console address', () => {
  const tries = async ({ port, clock, reboot }: Scene, url: string): Promise<string[]> => {
    const before = [port.dial(url).met.join(' '), port.dial(url).met.join(' ')];
    await reboot();
    await clock.advance(5_000);
    return [...before, port.dial(url).met.join(' ')];
  };

  it.each([
    ['survives', ['101', '101', '101']],
    ['diesAtReboot', ['101', '101', '101 cut']],
    ['once', ['101', '101 cut', '101 cut']],
  ] as const)('%s', async (token, met) => {
    const made = await scene({ token });
    expect(await tries(made, await made.address())).toEqual(met);
  });

  it('that was never given looks like a server that is away', async () => {
    const { port } = await scene();
    expect(port.dial('ws://127.0.0.1:5999/?token=guess').met).toEqual(['101', 'cut']);
    expect(port.dial('ws://127.0.0.1:5999/').met).toEqual(['101', 'cut']);
  });

  it('is new each time and takes as long as the settings say', async () => {
    const { server, clock, address } = await scene({ consoleCallMs: 1_000 });
    expect(await address()).not.toBe(await address());
    let answered = false;
    void server.endpoint(never).then(() => (answered = true));
    await clock.advance(999);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect(answered).toBe(true);
  });

  it('can be given up waiting for', async () => {
    const { server } = await scene();
    await expect(server.endpoint(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

describe('the handshake with early bytes', () => {
  const early = [...text('RFB 003.008\n'), 1, 1, ...keyEvent(0xffc1, true)];

  it.each([
    ['any', early, ['101']],
    ['nova', early, ['101', 'cut']],
    ['nova', early.slice(0, 13), ['101']],
  ] as const)('%s', async (handshake, bytes, met) => {
    const { port, address } = await scene({ handshake });
    const viewer = port.dial(await address());
    viewer.link.say(bytes);
    expect(viewer.met).toEqual(met);
  });

  it('takes the rest in a second write, as Nova does', async () => {
    const { server, port, clock, address, reboot } = await scene({ handshake: 'nova' });
    await reboot();
    await clock.advance(2_400);
    const { link } = port.dial(await address());
    link.say(early.slice(0, 13));
    link.say(early.slice(13));
    await clock.advance(2_000);
    expect(server.machine.stage).toMatchObject({ name: 'menu', secondsLeft: undefined });
  });
});

describe('the way to the console', () => {
  it('is as long as the settings say', async () => {
    const { port, clock, address } = await scene({ roundTripMs: 100 });
    const { link } = port.dial(await address());
    expect(link.takeSent()).toEqual([]);
    await clock.advance(49);
    expect(link.takeSent()).toEqual([]);
    await clock.advance(1);
    expect(link.takeSent()).toEqual(version);
    link.say([...version, 1]);
    await clock.advance(100);
    expect(link.takeSent()).toEqual([1, 1, 0, 0, 0, 0]);
  });
});

describe('a held Shift', () => {
  it('counts until its last holder leaves', async () => {
    const { server, port, clock, address, reboot } = await scene({ boot: { ...defaultPracticeSettings.boot, style: 'hidden', timeoutSeconds: 2 } });
    await reboot();
    await clock.advance(2_400);
    const viewers = [port.dial(await address()), port.dial(await address())];
    for (const { link } of viewers) link.say([...version, 1, 1, ...keyEvent(0xffe1, true)]);
    viewers[0]?.link.end();
    await clock.advance(1_000);
    expect(server.machine.stage.name).toBe('menu');
  });

  it('is let go when its client leaves', async () => {
    const { server, port, clock, address, reboot } = await scene({ boot: { ...defaultPracticeSettings.boot, style: 'hidden', timeoutSeconds: 2 } });
    await reboot();
    await clock.advance(2_400);
    const { link } = port.dial(await address());
    link.say([...version, 1, 1, ...keyEvent(0xffe1, true)]);
    link.end();
    await clock.advance(1_000);
    expect(server.machine.stage.name).toBe('waiting');
  });
});

describe('as a target', () => {
  it('can hurt nobody, says what it does, and knows no soft reboot', async () => {
    const { server } = await scene({ handshake: 'nova', drop: 'stays' });
    const target = practiceTarget(server);
    expect(target).toMatchObject({ provider: 'practice', harmless: true, canRenew: true, consoleAtReboot: 'stays', firmware: 'bios', reach: { handshake: 'split' } });
    await expect(target.reboot?.('soft', never)).rejects.toMatchObject({ code: 'practice.softReboot' });
    expect(await target.status?.(never)).toBe('ACTIVE');
  });

  it('says that it was switched off', async () => {
    const { server } = await scene();
    await server.close();
    await expect(server.endpoint(never)).rejects.toMatchObject({ code: 'practice.closed' });
  });
});

describe('the settings', () => {
  it('are checked', () => {
    expect(practiceSettingsSchema.parse(defaultPracticeSettings)).toEqual(defaultPracticeSettings);
    for (const wrong of [{ drop: 'explodes' }, { downMs: [2, 1] }, { dropMs: [0, 1e9] }, { roundTripMs: -1 }]) {
      expect(practiceSettingsSchema.safeParse({ ...defaultPracticeSettings, ...wrong }).success).toBe(false);
    }
  });
});
