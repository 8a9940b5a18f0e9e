import type { BootcatchError } from '../base/error.ts';
import type { Event } from '../base/events.ts';
import type { Secret } from '../base/secret.ts';
import type { Endpoint, HandshakeShape } from '../link/endpoint.ts';
import type { MessageKey } from '../messages/index.ts';

/** How sure a fact about a provider is; the words of docs/providers. */
export type Evidence = 'measured' | 'confirmed' | 'inferred' | 'unconfirmed';

/** How and how densely to try the console after a drop. */
export interface ReachProfile {
  /** Wait after the drop before the first probe. */
  readonly firstDelayMs: number;
  /** Time between the starts of two probes. */
  readonly intervalMs: number;
  /** Probes that may be under way at once. */
  readonly maxInFlight: number;
  /** One probe is given up after this long. */
  readonly probeTimeoutMs: number;
  /** Time between the starts of two calls for a fresh endpoint; they may overlap. */
  readonly renewIntervalMs: number;
  /** Calls for a fresh endpoint that may be under way at once. */
  readonly maxRenewalsInFlight: number;
  /** Handshake shape to begin with. */
  readonly handshake: HandshakeShape;
  /** What a probe costs that comes too early, where that is known; it is worked out from the laps where it is not. */
  readonly earlyProbe?: EarlyProbeCost;
  /** A learnt stretch of time since the console's end in which it comes back: probed this densely, where early probes are free. */
  readonly denseWindow?: { readonly fromMs: number; readonly toMs: number; readonly intervalMs: number };
  /** How densely to probe right after the console's end, for a guest that is back at once; after that the interval holds. The person's own interval goes before it. */
  readonly atOnce?: DenseSpell | undefined;
  /** How densely to probe once the provider's own answers announce the console; only where they were measured to. The person's own interval goes before it. */
  readonly whenAnnounced?: DenseSpell | undefined;
  /** Where these numbers come from. */
  readonly evidence: Evidence;
}

/** A short time of denser probes. */
export interface DenseSpell {
  readonly intervalMs: number;
  readonly forMs: number;
  /** Probes that may be under way at once meanwhile, where that is more than at other times. */
  readonly maxInFlight?: number;
}

/** The same manners without their dense spells. */
export function withoutDenseSpells(profile: ReachProfile): ReachProfile {
  return { ...profile, atOnce: undefined, whenAnnounced: undefined };
}

/** What a probe costs that comes before the console is there. */
export interface EarlyProbeCost {
  /** For so long after it, no other probe gets in. 0: early probes are free. */
  readonly blindMs: number;
  /** True where a probe within that time starts it anew. */
  readonly restarts: boolean;
}

/** The manners towards a provider that nobody has measured. */
export const unknownProviderProfile: ReachProfile = {
  firstDelayMs: 0,
  intervalMs: 250,
  maxInFlight: 4,
  probeTimeoutMs: 5_000,
  renewIntervalMs: 500,
  maxRenewalsInFlight: 3,
  handshake: 'polite',
  evidence: 'unconfirmed',
};

/** What a profile becomes where a person sets the interval: as many probes and calls may overlap as a hanging one lasts. */
export function withInterval(intervalMs: number): Partial<ReachProfile> {
  const overlapping = Math.min(MAX_OVERLAPPING, Math.max(4, Math.ceil(HANGING_MS / intervalMs)));
  return { intervalMs, renewIntervalMs: Math.max(intervalMs, LEAST_RENEW_INTERVAL_MS), maxInFlight: overlapping, maxRenewalsInFlight: overlapping };
}

/** The longest that a dial or a call into the gap of a reboot was seen to hang (docs/providers/openstack.md). */
const HANGING_MS = 2_100;
const MAX_OVERLAPPING = 24;
/** A call for an endpoint costs the provider more than a dial. */
const LEAST_RENEW_INTERVAL_MS = 100;

export type RebootKind = 'hard' | 'soft';

/** A server as a list shows it. */
export interface ServerSummary {
  readonly id: string;
  readonly name: string;
  /** The provider's own word, e.g. `ACTIVE`. */
  readonly status: string;
  readonly addresses: readonly string[];
}

/**
 * One server that can be caught: where its console is, and how to reboot it. Built by a provider, by the console-URL source
 * or by the practice machine; the catcher knows only this.
 */
export interface Target {
  /** What a person calls it, e.g. `web-01`. */
  readonly label: string;
  /** Its network addresses, where the provider tells them. */
  readonly addresses?: readonly string[];
  /** The provider's name, e.g. `openstack`, `url`, `qemu`, `practice`. */
  readonly provider: string;
  readonly reach: ReachProfile;
  /** What the provider does to the console at a reboot, as far as known. */
  readonly consoleAtReboot: 'drops' | 'stays' | 'unknown';
  /** Firmware, where known; ESC is never used by itself under UEFI. */
  readonly firmware: 'bios' | 'uefi' | 'unknown';
  /** False where there is only an address that a person pasted; a new one must then come from the person. */
  readonly canRenew: boolean;
  /** True where resetting it can hurt nobody (the practice server). */
  readonly harmless: boolean;
  /**
   * A fresh endpoint. For a pasted address: the newest one pasted.
   * @throws BootcatchError `provider.*`; whether trying again makes sense is told by {@link isRetryable}.
   */
  endpoint(signal: AbortSignal): Promise<Endpoint>;
  /** Fires when {@link endpoint} has something new to give by itself: the person pasted another address. */
  readonly onNewEndpoint?: Event<void>;
  /** Asks for a reboot; resolves when the provider has taken the request. Absent where only the person can reboot. */
  readonly reboot?: (kind: RebootKind, signal: AbortSignal) => Promise<void>;
  /** The kinds that {@link reboot} knows, the hardest first. Default: both. */
  readonly rebootKinds?: readonly RebootKind[];
  /** Looks at what depends on this server before it is reset; resolves with what speaks against it, if anything does. */
  readonly beforeReset?: (signal: AbortSignal) => Promise<BootcatchError | undefined>;
  /** The provider's own word for the server's state, where it has one. */
  readonly status?: (signal: AbortSignal) => Promise<string>;
  /** The keyboard layout through which the console turns key symbols into keys, where the provider says so. GRUB itself takes every key as a US one. */
  readonly keymap?: 'en-us' | 'ja';
  readonly actions?: ServerActions;
  /** What else can be done where no key holds the menu, one sentence each, the most promising first. */
  readonly otherWaysIn?: readonly MessageKey[];
}

/** The reboot for who chooses none: as hard as the provider can. */
export function hardestReboot({ rebootKinds = ['hard'] }: Pick<Target, 'rebootKinds'>): RebootKind {
  return rebootKinds[0] ?? 'hard';
}

/** Acts on a server beyond its reboot. Each is absent where the provider has no such thing. Each resolves when the provider has taken the request. */
export interface ServerActions {
  readonly stop?: (signal: AbortSignal) => Promise<void>;
  readonly start?: (signal: AbortSignal) => Promise<void>;
  /** Starts the provider's rescue system; resolves with the password to it, where the provider tells one. */
  readonly rescue?: (signal: AbortSignal) => Promise<Secret | undefined>;
  readonly unrescue?: (signal: AbortSignal) => Promise<void>;
  /** Keeps an image of the server's disk under a name. */
  readonly snapshot?: (name: string, signal: AbortSignal) => Promise<void>;
  /** Sends a non-maskable interrupt, which makes a kernel crash by design. */
  readonly interrupt?: (signal: AbortSignal) => Promise<void>;
  /** The last lines that the server wrote to its serial console. */
  readonly consoleOutput?: (lines: number, signal: AbortSignal) => Promise<string>;
}

/** A company's API with one set of credentials. */
export interface Provider {
  readonly name: string;
  servers(signal: AbortSignal): Promise<readonly ServerSummary[]>;
  /** @throws BootcatchError `provider.serverNotFound` (with the names that exist) or `provider.serverAmbiguous`. */
  target(nameOrId: string, signal: AbortSignal): Promise<Target>;
}
