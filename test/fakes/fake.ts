import type { Clock } from '../../core/base/clock.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { WebSocketEndpoint } from '../../core/link/endpoint.ts';
import type { Hypervisor } from '../lab/cloud/hypervisor.ts';
import type { CallDesk, Reply } from './http.ts';
import type { Panel } from './panel.ts';

/** What a fake is built around. */
export interface FakeAround {
  /** The machine behind its one server; it runs. */
  readonly vm: Hypervisor;
  /** The VNC password that the machine takes at each start, where {@link ProviderFake.vncAuth} asks for one. */
  readonly vncPassword: string;
  readonly clock: Clock;
  /** 0 to below 1; the same row of numbers gives the same tokens and delays. */
  readonly random: () => number;
  /** From the end of the machine to its new start, where a reboot is one. */
  readonly downMs: number;
}

/** A provider on 127.0.0.1 with one server, `web-01`. */
export interface Fake {
  /** What an account for it is made of, by the names of the provider's fields. */
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Faults and the record of calls. */
  readonly desk: CallDesk;
  /** The control panel, where the API gives no console and a person pastes its address. */
  readonly panel?: Panel;
  /** From now on every session that a sign-in gave is refused. Absent where credentials go with each call. */
  readonly endSessions?: () => void;
  close(): void;
}

/** How a fake is made, and what a test must know of the provider's rules beforehand. */
export interface ProviderFake {
  /** The provider's name in accounts. */
  readonly name: string;
  /** The provider's word for a server that runs. */
  readonly runs: string;
  /** `text`: the console is the machine's serial line, whose port then stands in `vm.vncPort`. Default: the picture. */
  readonly console?: 'picture' | 'text';
  /** The keyboard layout that the console takes keysyms for, where it is not QEMU's own, `en-us`. */
  readonly keymap?: 'ja';
  /** True where the console asks for a VNC password. */
  readonly vncAuth: boolean;
  /** What a hard reboot does to an open console. */
  readonly hardReboot: 'stays' | 'drops';
  /** How often a console's address lets somebody in, and for how long from the call on, where that is known. `fixed`: it is always the same. */
  readonly address: { readonly use: 'once' | 'often'; readonly lifeMs: number | 'untold' } | 'fixed';
  /** A refusal as this provider words it; `said` is its explanation. */
  readonly refusal: (status: number, said: string) => Reply;
  /** Statuses of a console call by which this provider says that the server's console is switched off. */
  readonly consoleIsOff?: readonly number[];
  /** Ways to knock that its console turns away, by what is wrong. */
  readonly wrongKnocks?: Readonly<Record<string, (endpoint: WebSocketEndpoint) => WebSocketEndpoint>>;
  start(around: FakeAround): Promise<Fake>;
}
