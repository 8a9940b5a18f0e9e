import { sleep, type Clock } from '../../../core/base/clock.ts';
import { noPort, type ConsolePorts, type ConsoleTokens } from './console-tokens.ts';
import type { Hypervisor } from './hypervisor.ts';
import { drawMs } from './random.ts';
import { judge, statusOf, type PowerAction, type TaskState, type Verdict, type VmState } from './server-states.ts';
import { measuredGapMs, type CloudTimings } from './timings.ts';

/** What a cloud's servers share. */
export interface ServerSurroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly timings: CloudTimings;
  readonly tokens: ConsoleTokens;
  readonly ports: ConsolePorts;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

/** What a call for a console comes to, decided when it arrives; the answer is due `hangMs` later. */
export type ConsoleAnswer = { readonly kind: 'token'; readonly token: string; readonly hangMs: number } | { readonly kind: 'notFound' } | { readonly kind: 'notReady' };

/** What a dial comes to, decided when it arrives. `port`: the guest's console on 127.0.0.1, undefined where there is none. */
export interface DialAnswer {
  readonly port: number | undefined;
  readonly hangMs: number;
}

/** A gap between two guests and the monotonic times at which its parts begin. */
interface Gap {
  readonly sinceMs: number;
  readonly notFoundFromMs: number;
  readonly earlyFromMs: number;
  /** Shortens the hangs in a short gap. */
  readonly scale: number;
}

/** One server of the cloud: its states, its tokens, and the machine that it really is. */
export class CloudServer {
  readonly id: string;
  readonly name: string;
  readonly hypervisor: Hypervisor;
  /** What truly became of the guest, on the cloud's clock. */
  readonly history: { readonly atMs: number; readonly event: 'ended' | 'started' }[] = [];
  /** What the machine failed with when it was last started. */
  failure: unknown;
  readonly #around: ServerSurroundings;
  #vmState: VmState;
  #taskState: TaskState = null;
  #gap: Gap | undefined;
  /** The console's port as tokens know it: the present one or, without one, the last. */
  #port: number = noPort;
  #hasPort = false;

  constructor(id: string, name: string, hypervisor: Hypervisor, state: VmState, around: ServerSurroundings) {
    this.id = id;
    this.name = name;
    this.hypervisor = hypervisor;
    this.#vmState = state;
    this.#around = around;
    if (state === 'active' || state === 'rescued') this.#takePort();
  }

  get vmState(): VmState {
    return this.#vmState;
  }

  get taskState(): TaskState {
    return this.#taskState;
  }

  get status(): string {
    return statusOf(this.#vmState, this.#taskState);
  }

  /** Judges a request and, where it begins something, notes it; the caller then answers and calls {@link carryOut}. */
  request(action: PowerAction): Verdict {
    const verdict = judge(action, this.#vmState, this.#taskState);
    if (verdict.kind === 'begins') this.#taskState = verdict.task;
    if (verdict.kind === 'joins') this.#taskState = 'rebooting_hard';
    return verdict;
  }

  /** Does what was asked for. Resolves when it is done, or the cloud has ended. */
  async carryOut(action: PowerAction): Promise<void> {
    try {
      await this.#steps[action]();
      this.#taskState = null;
    } catch (error) {
      if (this.#around.signal.aborted) return;
      this.failure = error;
      this.#vmState = 'error';
      this.#taskState = null;
    }
  }

  /** Decides a call for a console. */
  console(): ConsoleAnswer {
    const { clock, random, timings, tokens } = this.#around;
    if (this.#vmState === 'building') return { kind: 'notReady' };
    const gap = this.#gap;
    const now = clock.now();
    if (gap !== undefined && now >= gap.notFoundFromMs && now < gap.earlyFromMs) return { kind: 'notFound' };
    const hangs = gap !== undefined && now < gap.notFoundFromMs;
    if (gap !== undefined && !hangs) this.#takePort();
    const bound = hangs ? random() >= timings.deadTokenChance : this.#hasPort;
    const token = tokens.issue({ serverId: this.id, port: bound ? this.#port : noPort });
    return { kind: 'token', token, hangMs: hangs ? drawMs(timings.consoleHangMs, random) * gap.scale : 0 };
  }

  /** Decides a dial with a token for `tokenPort`. */
  dial(tokenPort: number): DialAnswer {
    const { clock, random, timings } = this.#around;
    const gap = this.#gap;
    const now = clock.now();
    if (gap !== undefined && now < gap.earlyFromMs) {
      const hangs = now < gap.sinceMs + (gap.notFoundFromMs - gap.sinceMs) / 2;
      return { port: undefined, hangMs: hangs ? drawMs(timings.dialHangMs, random) * gap.scale : 0 };
    }
    // The new guest exists by now, and with it its port.
    if (gap !== undefined) this.#takePort();
    const right = this.#hasPort && tokenPort === this.#port;
    return { port: right ? this.hypervisor.vncPort : undefined, hangMs: 0 };
  }

  readonly #steps: Readonly<Record<PowerAction, () => Promise<void>>> = {
    hardReboot: async () => {
      await this.#wait(drawMs(this.#around.timings.dropMs, this.#around.random));
      this.#taskState = 'reboot_started_hard';
      await this.#restart('active');
    },
    softReboot: async () => {
      const { timings, random } = this.#around;
      await this.#wait(drawMs(timings.dropMs, random));
      if (this.#taskState === 'rebooting') this.#taskState = 'reboot_started';
      await this.#wait(timings.softWaitMs);
      await this.#restart('active');
    },
    stop: async () => {
      await this.#wait(this.#around.timings.stopWaitMs);
      await this.#end();
      this.#vmState = 'stopped';
    },
    start: async () => {
      await this.#wait(this.#around.timings.startMs);
      await this.#begin('active');
    },
    rescue: async () => {
      if (this.#hasPort) await this.#wait(this.#around.timings.stopWaitMs);
      await this.#restart('rescued');
    },
    unrescue: async () => {
      await this.#end();
      await this.#wait(this.#around.timings.startMs);
      await this.#begin('active');
    },
  };

  async #restart(into: VmState): Promise<void> {
    const { clock, random, timings } = this.#around;
    const sinceMs = clock.now();
    const earlyFromMs = sinceMs + Math.max(0, timings.downMs - drawMs(timings.earlyMs, random));
    this.#gap = {
      sinceMs,
      earlyFromMs,
      // However short the gap, more than half of what comes before its last part is left for the hangs.
      notFoundFromMs: earlyFromMs - Math.min(drawMs(timings.notFoundMs, random), (earlyFromMs - sinceMs) * 0.4),
      scale: Math.min(1, timings.downMs / measuredGapMs),
    };
    await this.#end();
    await this.#wait(sinceMs + timings.downMs - clock.now());
    await this.#begin(into);
  }

  async #end(): Promise<void> {
    const { ports, tokens, clock } = this.#around;
    if (this.#hasPort) ports.release(this.#port);
    this.#hasPort = false;
    tokens.guestEnded(this.id);
    await this.hypervisor.stop();
    this.history.push({ atMs: clock.now(), event: 'ended' });
  }

  async #begin(into: VmState): Promise<void> {
    const { clock, random, timings } = this.#around;
    this.#takePort();
    await this.hypervisor.start();
    this.history.push({ atMs: clock.now(), event: 'started' });
    this.#gap = undefined;
    await this.#wait(drawMs(timings.activeMs, random));
    this.#vmState = into;
  }

  #takePort(): void {
    if (this.#hasPort) return;
    this.#port = this.#around.ports.take();
    this.#hasPort = true;
  }

  #wait(delayMs: number): Promise<void> {
    return sleep(this.#around.clock, Math.max(0, delayMs), this.#around.signal);
  }
}
