import { every, type Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { DisposableStore, toDisposable, type Disposable } from '../base/lifecycle.ts';
import { classifyProbeFailure } from '../link/failure.ts';
import type { Endpoint, HandshakeShape } from '../link/endpoint.ts';
import type { DenseSpell, ReachProfile, Target } from '../providers/provider.ts';
import { isRetryable, retryAfterMs } from '../providers/retry.ts';
import type { KeyStroke, RfbSession } from '../rfb/session.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { Pace } from './pace.ts';

/** Opens a console up to ServerInit: dial, handshake, and in the handshake's last write the first keys. */
export type ConsoleOpener = (endpoint: Endpoint, options: OpenOptions) => Promise<RfbSession>;

export interface OpenOptions {
  readonly handshake: HandshakeShape;
  readonly firstKeys: readonly KeyStroke[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** True where further tries at the same gateway are to be expected. */
  readonly moreToCome?: boolean;
}

export interface ReachRequest {
  readonly target: Target;
  /** The endpoint of the connection that was lost; it races the fresh ones. */
  readonly lastEndpoint: Endpoint | undefined;
  readonly profile: ReachProfile;
  /** The longest that opening this console has taken, where it was open before: a probe on a slow line needs as long again. */
  readonly openTookMs?: number | undefined;
  /** The shapes in which this console has opened before: while it is away, a probe that ends without a word tells nothing against them. */
  readonly provenHandshakes?: ReadonlySet<HandshakeShape>;
  /** Sent by each probe the moment its server can take them. */
  readonly firstKeys: readonly KeyStroke[];
  /** Reaching ends with `catch.notReached` after this long. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

export interface ReachPorts {
  readonly clock: Clock;
  readonly openConsole: ConsoleOpener;
  readonly timeline: Timeline;
}

export interface Reached {
  readonly session: RfbSession;
  readonly endpoint: Endpoint;
  readonly handshake: HandshakeShape;
}

/** When all places are taken, a probe older than this makes room for a new one: it was most likely dropped, not refused. */
const PATIENCE_MS = 1_000;
/** Where a console has taken its time before, a probe gets that time and this share more. */
const PATIENCE_SHARE = 1.5;
/** With only a pasted address, say after this long that it may have died with the reboot. */
const ADDRESS_DOUBT_MS = 10_000;
/** Of the endpoints that the API gave since the drop, the newest that still take part beside the old one. */
const FRESH_ENDPOINTS = 2;

/**
 * Comes back to a console that is away: overlapping probes on the old endpoint and on fresh ones, of which the first to finish the
 * RFB handshake wins; the others are closed. A failed probe never ends the race, because each of its shapes can mean "not yet".
 *
 * @throws BootcatchError `catch.notReached` when the limit is over, a `provider.*` error that no retry can mend where no other
 * endpoint is left to try, or the signal's reason.
 */
export function reach(request: ReachRequest, ports: ReachPorts): Promise<Reached> {
  return new Race(request, ports).run();
}

interface Candidate {
  readonly endpoint: Endpoint;
  readonly age: 'old' | 'fresh';
  /** When it was asked for. */
  readonly askedAtMs: number;
}

interface Probe {
  readonly number: number;
  readonly handshake: HandshakeShape;
  readonly startedAtMs: number;
  readonly controller: AbortController;
}

class Race {
  readonly #request: ReachRequest;
  readonly #ports: ReachPorts;
  readonly #timers = new DisposableStore();
  readonly #probes = new Set<Probe>();
  readonly #renewals = new Set<AbortController>();
  readonly #startedAtMs: number;
  readonly #pace: Pace;
  #patienceMs: number;
  #evictions = 0;
  #candidates: Candidate[] = [];
  #probeCount = 0;
  #turn = 0;
  #troubles = 0;
  #probesPausedUntilMs = 0;
  #renewalsPausedUntilMs = 0;
  #beats: Disposable = toDisposable(() => undefined);
  /** Set once no call for an endpoint can succeed any more. */
  #renewalError: BootcatchError | undefined;
  #settled = false;
  #resolve!: (reached: Reached) => void;
  #reject!: (error: unknown) => void;

  constructor(request: ReachRequest, ports: ReachPorts) {
    this.#request = request;
    this.#ports = ports;
    this.#startedAtMs = ports.clock.now();
    this.#pace = new Pace(request.profile, ports.clock);
    this.#patienceMs = Math.max(PATIENCE_MS, (request.openTookMs ?? 0) * PATIENCE_SHARE);
  }

  run(): Promise<Reached> {
    const { lastEndpoint, limitMs, signal, target } = this.#request;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      if (signal.aborted) return this.#fail(signal.reason);
      const onAbort = (): void => this.#fail(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#timers.add(toDisposable(() => signal.removeEventListener('abort', onAbort)));
      this.#later(limitMs, () => this.#fail(new BootcatchError('catch.notReached', { seconds: Math.round(limitMs / 1000), target: target.label })));
      if (target.onNewEndpoint) this.#timers.add(target.onNewEndpoint(() => void this.#renew()));
      if (!target.canRenew) this.#later(ADDRESS_DOUBT_MS, () => this.#ports.timeline.append({ event: 'notice', message: { key: 'catch.addressMayBeDead', values: {} } }));
      if (lastEndpoint) this.#candidates.push({ endpoint: lastEndpoint, age: 'old', askedAtMs: -Infinity });
      this.#probeNext();
      this.#startBeats();
      this.#timers.add(toDisposable(() => this.#beats.dispose()));
      void this.#renew();
    });
  }

  #later(delayMs: number, callback: () => void): void {
    this.#timers.add(this.#ports.clock.setTimeout(callback, delayMs));
  }

  /** The beats of probes and of calls, from now on: an interval that changed holds at once. */
  #startBeats(): void {
    this.#beats.dispose();
    const { clock } = this.#ports;
    const probes = every(clock, () => this.#pace.probeIntervalMs, () => this.#probeNext());
    // A pasted address changes only when the person pastes another; asking again and again would give the same.
    const renewals = this.#request.target.canRenew ? every(clock, () => this.#pace.renewIntervalMs, () => void this.#renew()) : undefined;
    this.#beats = toDisposable(() => {
      probes.dispose();
      renewals?.dispose();
    });
  }

  /** The provider announces the console: the next moments are spent as the profile allows. */
  #takeAnnouncement({ intervalMs, forMs }: DenseSpell): void {
    this.#ports.timeline.append({ event: 'notice', message: { key: 'catch.consoleAnnounced', values: { intervalMs, seconds: Math.round(forMs / 100) / 10 } } });
    this.#startBeats();
    this.#forgetGap();
  }

  /** Addresses from within the gap are dead as often as not: the old one and what is handed out from now on deserve the turns. */
  #forgetGap(): void {
    const old = this.#candidates.filter(({ age }) => age === 'old');
    if (old.length > 0) this.#candidates = old;
  }

  /** One probe an interval: the old endpoint and the fresh ones take turns, because a gateway that starts a process for each dial is soon busy with nothing else. */
  #probeNext(): void {
    const turn = this.#turn++;
    const old = this.#candidates.filter(({ age }) => age === 'old');
    const fresh = this.#candidates.filter(({ age }) => age === 'fresh');
    // What is handed out right after the end is of the gap, and has had its probe when it came.
    const isOlds = turn % 2 === 0 || this.#pace.atOnce !== undefined;
    const group = (isOlds && old.length > 0) || fresh.length === 0 ? old : fresh;
    const candidate = group[(turn >> 1) % group.length];
    if (candidate) this.#probe(candidate);
  }

  async #renew(): Promise<void> {
    const { target, profile } = this.#request;
    const { clock, timeline } = this.#ports;
    if (this.#settled || this.#renewalError || clock.now() < this.#renewalsPausedUntilMs || this.#renewals.size >= profile.maxRenewalsInFlight) return;
    const controller = new AbortController();
    this.#renewals.add(controller);
    const startedAtMs = clock.now();
    timeline.append({ event: 'endpointAsked', why: 'fresh' });
    try {
      const endpoint = await target.endpoint(controller.signal);
      if (this.#settled) return;
      timeline.append({ event: 'endpointAnswered', tookMs: clock.now() - startedAtMs });
      if (this.#pace.answered(startedAtMs)) this.#startBeats();
      this.#admit(endpoint, startedAtMs);
    } catch (error) {
      if (this.#settled) return;
      timeline.append({ event: 'endpointRefused', message: messageOf(error), tookMs: clock.now() - startedAtMs });
      const announced = this.#pace.refused(error);
      if (announced) this.#takeAnnouncement(announced);
      this.#learnFromRefusal(error);
    } finally {
      this.#renewals.delete(controller);
    }
  }

  #learnFromRefusal(error: unknown): void {
    const pauseMs = retryAfterMs(error);
    if (pauseMs !== undefined) this.#renewalsPausedUntilMs = this.#pauseUntilMs(pauseMs);
    if (isRetryable(error)) return;
    this.#renewalError = error instanceof BootcatchError ? error : new BootcatchError('catch.unexpected', { error: String(error) }, { cause: error });
    // The old endpoint may still come back, so the race goes on with it; without one there is nothing left to try.
    if (this.#candidates.length === 0) this.#fail(this.#renewalError);
    else this.#ports.timeline.append({ event: 'notice', message: messageOf(this.#renewalError) });
  }

  #admit(endpoint: Endpoint, askedAtMs: number): void {
    if (this.#candidates.some((candidate) => sameEndpoint(candidate.endpoint, endpoint))) return;
    const candidate: Candidate = { endpoint, age: 'fresh', askedAtMs };
    // An answer that took its time may be overtaken by one to a later call, which knows better.
    const fresh = [candidate, ...this.#candidates.filter(({ age }) => age === 'fresh')].sort((one, other) => other.askedAtMs - one.askedAtMs).slice(0, FRESH_ENDPOINTS);
    if (!fresh.includes(candidate)) return;
    this.#candidates = [...fresh, ...this.#candidates.filter(({ age }) => age === 'old')];
    // The newest address is the best guess there is, so it need not wait for its turn, unless a probe too many costs others their chance.
    const isCostly = (this.#request.profile.earlyProbe?.blindMs ?? 0) > 0;
    if (!isCostly || this.#probeCount === 0) this.#probe(candidate);
  }

  #probe(candidate: Candidate): void {
    const { clock, timeline } = this.#ports;
    if (this.#settled || clock.now() < this.#probesPausedUntilMs || !this.#makeRoom()) return;
    const handshake = this.#shapeFor(candidate.endpoint, ++this.#probeCount);
    const probe: Probe = { number: this.#probeCount, handshake, startedAtMs: clock.now(), controller: new AbortController() };
    this.#probes.add(probe);
    timeline.append({ event: 'probeStarted', probe: probe.number, endpoint: candidate.age, handshake });
    this.#ports
      .openConsole(candidate.endpoint, {
        handshake,
        firstKeys: this.#request.firstKeys,
        timeoutMs: this.#request.profile.probeTimeoutMs,
        moreToCome: true,
        signal: probe.controller.signal,
      })
      .then(
        (session) => this.#win(probe, { session, endpoint: candidate.endpoint, handshake }),
        (error: unknown) => this.#lose(probe, error),
      );
  }

  /** True where another probe may start; the oldest one that has had its chance is closed to make room. */
  #makeRoom(): boolean {
    const { openTookMs, profile } = this.#request;
    if (this.#probes.size < Math.max(profile.maxInFlight, this.#pace.announced?.maxInFlight ?? 0)) return true;
    const [oldest] = this.#probes;
    if (!oldest || this.#ports.clock.now() - oldest.startedAtMs < this.#patienceMs) return false;
    // Of a console that was never open, nobody knows how slow it is: where a whole round of probes was ended in vain, the next gets longer.
    if (++this.#evictions % profile.maxInFlight === 0 && openTookMs === undefined) this.#patienceMs = Math.min(this.#patienceMs * PATIENCE_SHARE, profile.probeTimeoutMs);
    oldest.controller.abort(new BootcatchError('link.superseded'));
    this.#lose(oldest, oldest.controller.signal.reason);
    return true;
  }

  /** The shape to try. At trouble after the connection opened, every other probe takes the next politer one, in case the shape is the trouble. */
  #shapeFor(endpoint: Endpoint, probeNumber: number): HandshakeShape {
    const shape = endpoint.handshake ?? this.#request.profile.handshake;
    if (this.#troubles < 2 || probeNumber % 2 === 1) return shape;
    return shape === 'whole' ? 'split' : 'polite';
  }

  #win(probe: Probe, reached: Reached): void {
    if (this.#settled || !this.#probes.delete(probe)) return reached.session.dispose();
    const { clock, timeline } = this.#ports;
    timeline.append({
      event: 'connected',
      probe: probe.number,
      handshake: reached.handshake,
      tookMs: clock.now() - probe.startedAtMs,
      awayMs: clock.now() - this.#startedAtMs,
    });
    this.#settle();
    this.#resolve(reached);
  }

  #lose(probe: Probe, error: unknown): void {
    if (this.#settled || !this.#probes.delete(probe)) return;
    const failure = classifyProbeFailure(error);
    const wasWordless = failure === 'cut' || failure === 'closedBeforeRfb';
    if (failure === 'protocol' || (wasWordless && !this.#request.provenHandshakes?.has(probe.handshake))) this.#troubles++;
    const pauseMs = retryAfterMs(error);
    if (pauseMs !== undefined) this.#probesPausedUntilMs = this.#pauseUntilMs(pauseMs);
    this.#ports.timeline.append({
      event: 'probeFailed',
      probe: probe.number,
      failure,
      message: messageOf(error),
      tookMs: this.#ports.clock.now() - probe.startedAtMs,
    });
  }

  /** Whoever asks for restraint is not pressed any more afterwards. */
  #pauseUntilMs(pauseMs: number): number {
    this.#pace.callOff();
    return this.#ports.clock.now() + pauseMs;
  }

  #fail(error: unknown): void {
    if (this.#settled) return;
    this.#settle();
    this.#reject(error);
  }

  #settle(): void {
    this.#settled = true;
    this.#timers.dispose();
    for (const { controller } of this.#probes) controller.abort(new BootcatchError('link.superseded'));
    for (const controller of this.#renewals) controller.abort(new BootcatchError('link.superseded'));
  }
}

/** Some consoles stay where they are and take a new password with each call. */
function sameEndpoint(one: Endpoint, other: Endpoint): boolean {
  if (one.password?.reveal() !== other.password?.reveal()) return false;
  if (one.kind === 'tcp') return other.kind === 'tcp' && one.host === other.host && one.port === other.port;
  return other.kind === 'websocket' && one.url.reveal() === other.url.reveal();
}

/** An error as the timeline carries it: a message key with its values, free of secrets by construction. */
export function messageOf(error: unknown): TimelineMessage {
  if (error instanceof BootcatchError) return { key: error.code, values: { ...error.values } };
  return { key: 'catch.unexpected', values: { error: error instanceof Error ? error.name : typeof error } };
}
