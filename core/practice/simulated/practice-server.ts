import type { Clock } from '../../base/clock.ts';
import { sleep } from '../../base/clock.ts';
import { BootcatchError } from '../../base/error.ts';
import { Emitter } from '../../base/events.ts';
import { Secret } from '../../base/secret.ts';
import type { WebSocketEndpoint } from '../../link/endpoint.ts';
import { RfbServer, type ServedKey } from '../../rfb/server/rfb-server.ts';
import { KeyTranslator } from './boot-key.ts';
import type { ConsoleConnection, ConsolePort, ConsolePortFactory, Dial } from './console-port.ts';
import { delayedLink } from './delayed-link.ts';
import { within, type Random } from './random.ts';
import type { PracticeSettings } from './settings.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { strictLink } from './strict-link.ts';

/** What the practice server needs from its host. */
export interface PracticeParts {
  readonly clock: Clock;
  /** For timings; seeded where a run must be repeatable. */
  readonly random: Random;
  /** Unguessable bytes, for the path and the tokens. */
  readonly randomBytes: (length: number) => Uint8Array;
  readonly openPort: ConsolePortFactory;
}

/** The port was ours a moment ago; another program may hold it for an outgoing connection. */
const listenTries = 20;
const listenRetryMs = 100;

/** Console addresses that are good at once. */
const tokenLimit = 1_000;

interface Viewer {
  readonly connection: ConsoleConnection;
  readonly server: RfbServer;
  /** Each client holds its own modifiers. */
  readonly keys: KeyTranslator;
}

/** What the provider's side of the console does now. */
export type ConsoleState = 'up' | 'rebooting' | 'down';

/**
 * A pretended provider with one pretended server: its console behind a WebSocket on this machine, its API as methods. A hard reboot
 * drops the console, refuses it for a while in the way that the settings say, and boots the server anew.
 */
export class PracticeServer {
  readonly settings: PracticeSettings;
  readonly machine: SimulatedMachine;
  readonly #parts: PracticeParts;
  readonly #path: string;
  readonly #viewers = new Set<Viewer>();
  /** Valid tokens; the value counts reboots, so that a reboot can end those from before. */
  readonly #tokens = new Map<string, number>();
  readonly #closing = new AbortController();
  readonly #stateChanged = new Emitter<ConsoleState>();
  readonly onState = this.#stateChanged.event;
  #port: ConsolePort | undefined;
  #state: ConsoleState = 'up';
  #reboots = 0;
  #failure: BootcatchError | undefined;

  constructor(settings: PracticeSettings, parts: PracticeParts) {
    this.settings = settings;
    this.#parts = parts;
    this.#path = `/practice/${this.#secret()}`;
    this.machine = new SimulatedMachine(settings.boot, parts.clock);
  }

  get state(): ConsoleState {
    return this.#state;
  }

  /** Opens the console's port of a server that panicked some time ago. */
  async start(): Promise<void> {
    this.#port = await this.#parts.openPort(this.#path, (dial) => this.#answer(dial));
    this.machine.startPanicked();
  }

  /** Ends every connection and timer. */
  async close(): Promise<void> {
    this.#closing.abort(new BootcatchError('practice.closed'));
    for (const viewer of [...this.#viewers]) viewer.server.dispose();
    this.machine.dispose();
    await this.#port?.close();
  }

  /**
   * The provider's answer to a request for a console address.
   * @throws BootcatchError `practice.closed`, `practice.portLost`, or the signal's reason
   */
  async endpoint(signal: AbortSignal): Promise<WebSocketEndpoint> {
    await this.#wait(this.settings.consoleCallMs, signal);
    if (this.#failure) throw this.#failure;
    if (!this.#port) throw new BootcatchError('practice.closed');
    const token = this.#secret();
    this.#tokens.set(token, this.#reboots);
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > tokenLimit && oldest !== undefined) this.#tokens.delete(oldest);
    return { kind: 'websocket', url: new Secret(`ws://127.0.0.1:${this.#port.port}${this.#path}?token=${token}`) };
  }

  /**
   * The provider's answer to a request for a hard reboot: resolves when it is taken; the drop follows.
   * @throws BootcatchError `practice.rebootUnderWay` (as clouds answer with a conflict), `practice.closed`, or the signal's reason
   */
  async reboot(signal: AbortSignal): Promise<void> {
    await this.#wait(this.settings.rebootCallMs, signal);
    if (this.#state !== 'up') throw new BootcatchError('practice.rebootUnderWay');
    this.#setState('rebooting');
    // Past its answer the provider goes on by itself. What goes wrong then is told by the next request; the server's end needs no telling.
    void this.#hardReboot().catch(() => {});
  }

  async #hardReboot(): Promise<void> {
    const { settings, machine } = this;
    await this.#wait(within(settings.dropMs, this.#parts.random));
    this.#reboots++;
    machine.powerOff();
    if (settings.drop === 'stays') {
      machine.powerOn();
      return this.#setState('up');
    }
    this.#setState('down');
    for (const viewer of [...this.#viewers]) {
      if (settings.drop === 'closed') viewer.connection.close(1000, 'Target closed');
      else viewer.connection.cut();
      viewer.server.dispose();
    }
    if (settings.refusal === 'refused') await this.#port?.stopListening();
    await this.#wait(within(settings.downMs, this.#parts.random));
    if (settings.refusal === 'refused') await this.#listenAgain();
    this.#setState('up');
    await this.#wait(settings.cpuDelayMs);
    machine.powerOn();
  }

  async #listenAgain(): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#port?.listen();
      } catch (error) {
        if (tries === listenTries) throw (this.#failure = new BootcatchError('practice.portLost', { port: this.#port?.port ?? 0 }, { cause: error }));
        await this.#wait(listenRetryMs);
      }
    }
  }

  #answer(dial: Dial): void {
    if (this.#state === 'down') return void this.#refuse(dial);
    const good = this.#takeToken(dial.token);
    const connection = dial.accept();
    if (!connection) return;
    if (good) this.#serve(connection);
    // A bad token looks like a server that is not back, as it does with Nova's proxy.
    else connection.cut();
  }

  async #refuse(dial: Dial): Promise<void> {
    switch (this.settings.refusal) {
      case 'refused':
      case 'http404':
        return dial.refuse(404);
      case 'closed1011':
        return dial.accept()?.close(1011, 'Failed to connect to downstream server');
      case 'cutAfterAccept':
        return dial.accept()?.cut();
      case 'hang':
        // Until the client gives up or the server closes; the port bounds how many there are.
        return;
      case 'hangThenCut':
        await this.#wait(within(this.settings.hangMs, this.#parts.random)).catch(() => {});
        dial.accept()?.cut();
    }
  }

  #takeToken(token: string | undefined): boolean {
    const madeAt = token === undefined ? undefined : this.#tokens.get(token);
    if (token === undefined || madeAt === undefined) return false;
    if (this.settings.token === 'once') this.#tokens.delete(token);
    return this.settings.token !== 'diesAtReboot' || madeAt === this.#reboots;
  }

  #serve(connection: ConsoleConnection): void {
    const { settings, machine } = this;
    const keys = new KeyTranslator();
    const near = delayedLink(connection.link, settings.roundTripMs / 2, this.#parts.clock);
    const link = settings.handshake === 'nova' ? strictLink(near, () => connection.cut()) : near;
    const server = new RfbServer(link, { view: machine.screen, name: 'bootcatch practice', onKey: (key) => this.#key(keys, key) });
    const viewer: Viewer = { connection, server, keys };
    this.#viewers.add(viewer);
    server.onEnd(() => {
      this.#viewers.delete(viewer);
      // Keys that a client held when it left are let go, as QEMU does.
      this.#followShift();
    });
  }

  #key(keys: KeyTranslator, stroke: ServedKey): void {
    const key = keys.press(stroke);
    this.#followShift();
    if (key !== undefined) this.machine.key(key);
  }

  #followShift(): void {
    this.machine.shift([...this.#viewers].some(({ keys }) => keys.shiftHeld));
  }

  #setState(state: ConsoleState): void {
    this.#state = state;
    this.#stateChanged.fire(state);
  }

  #wait(delayMs: number, signal?: AbortSignal): Promise<void> {
    return sleep(this.#parts.clock, delayMs, signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal);
  }

  #secret(): string {
    return Buffer.from(this.#parts.randomBytes(16)).toString('hex');
  }
}

/** Starts a practice server; {@link defaultPracticeSettings} is one to begin with. */
export async function startPracticeServer(settings: PracticeSettings, parts: PracticeParts): Promise<PracticeServer> {
  const server = new PracticeServer(settings, parts);
  await server.start();
  return server;
}
