import type { Clock } from '../../../core/base/clock.ts';
import { randomUuid } from './random.ts';

/**
 * What a reboot does to the tokens handed out before it.
 * `survives`: nothing. `diesAtReboot`: they are forgotten. `once`: a token lets in one connection, reboot or not.
 * `portChanges`: the server comes back on another VNC port, and the tokens stay bound to the old one.
 */
export type TokenMode = 'survives' | 'diesAtReboot' | 'once' | 'portChanges';

/** Stands for the port of a token that was made while the server had none; it opens nothing, ever. */
export const noPort = -1;

interface ConsoleToken {
  readonly serverId: string;
  readonly port: number;
  readonly expiresAtMs: number;
}

/** What a token that is good by itself leads to. */
export type TokenTarget = Pick<ConsoleToken, 'serverId' | 'port'>;

/** The tokens that a cloud has handed out for its consoles. */
export class ConsoleTokens {
  readonly #mode: TokenMode;
  readonly #lifeMs: number;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #tokens = new Map<string, ConsoleToken>();

  constructor(mode: TokenMode, lifeMs: number, clock: Clock, random: () => number) {
    this.#mode = mode;
    this.#lifeMs = lifeMs;
    this.#clock = clock;
    this.#random = random;
  }

  issue(target: TokenTarget): string {
    const token = randomUuid(this.#random);
    this.#tokens.set(token, { ...target, expiresAtMs: this.#clock.now() + this.#lifeMs });
    return token;
  }

  /** What the token is for, or undefined where it is unknown, expired or used up. */
  use(token: string): TokenTarget | undefined {
    const found = this.#tokens.get(token);
    if (found === undefined || found.expiresAtMs <= this.#clock.now()) return undefined;
    if (this.#mode === 'once') this.#tokens.delete(token);
    return found;
  }

  /** The guest of a server has ended. */
  guestEnded(serverId: string): void {
    if (this.#mode !== 'diesAtReboot') return;
    for (const [token, { serverId: id }] of this.#tokens) if (id === serverId) this.#tokens.delete(token);
  }
}

/** The VNC ports of a compute node, as libvirt hands them out: always the lowest free one. */
export class ConsolePorts {
  readonly #mode: TokenMode;
  readonly #taken = new Set<number>();

  constructor(mode: TokenMode) {
    this.#mode = mode;
  }

  take(): number {
    let port = 5_900;
    while (this.#taken.has(port)) port++;
    this.#taken.add(port);
    return port;
  }

  release(port: number): void {
    // With `portChanges` somebody else's guest is always quicker.
    if (this.#mode !== 'portChanges') this.#taken.delete(port);
  }
}
