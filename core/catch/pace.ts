import type { Clock } from '../base/clock.ts';
import type { DenseSpell, ReachProfile } from '../providers/provider.ts';
import { saysAbsent } from '../providers/retry.ts';

/** After this long the dense probing ends: one probe a second, so that a server that stays away is not pestered. */
const DENSE_PROBING_MS = 60_000;
const SPARSE_INTERVAL_MS = 1_000;
/** A call for an endpoint costs the provider more than a dial: however near the console is, it is not asked oftener. */
const LEAST_RENEW_INTERVAL_MS = 100;

/** How soon the next probe and the next call for an endpoint are due. Begins at the console's end. */
export class Pace {
  readonly #profile: ReachProfile;
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  /** When the provider first said that there is no such server, which it says shortly before the console is there. */
  #absentAtMs: number | undefined;
  #absenceOver = false;
  #announcedUntilMs = -Infinity;

  constructor(profile: ReachProfile, clock: Clock) {
    this.#profile = profile;
    this.#clock = clock;
    this.#startedAtMs = clock.now();
  }

  /** What the profile allows while the provider announces the console; undefined at any other time. */
  get announced(): DenseSpell | undefined {
    return this.#clock.now() < this.#announcedUntilMs ? this.#profile.whenAnnounced : undefined;
  }

  /** What the profile allows right after the console's end; undefined at any other time. */
  get atOnce(): DenseSpell | undefined {
    const { atOnce } = this.#profile;
    return atOnce && this.#awayMs < atOnce.forMs && !this.#isProbingCostly ? atOnce : undefined;
  }

  /** Denser right after the console's end where the profile says so, within the window that was learnt, and where the provider announces the console; nowhere else. */
  get probeIntervalMs(): number {
    const { intervalMs, denseWindow } = this.#profile;
    const spell = this.announced ?? this.atOnce;
    if (spell) return Math.min(spell.intervalMs, intervalMs);
    // The interval before the window must not reach far into it.
    const isInWindow = denseWindow !== undefined && this.#awayMs >= denseWindow.fromMs - intervalMs && this.#awayMs < denseWindow.toMs;
    return this.#sparseInTheEnd(isInWindow ? Math.min(denseWindow.intervalMs, intervalMs) : intervalMs);
  }

  get renewIntervalMs(): number {
    const { renewIntervalMs } = this.#profile;
    const { announced } = this;
    return announced ? Math.min(renewIntervalMs, Math.max(announced.intervalMs, LEAST_RENEW_INTERVAL_MS)) : this.#sparseInTheEnd(renewIntervalMs);
  }

  /**
   * Learns from a refused call for an endpoint: Nova finds no such server just before it starts the new guest.
   * @returns what the profile allows where that announces the console, so that another pace begins
   */
  refused(error: unknown): DenseSpell | undefined {
    if (this.#absentAtMs !== undefined || !saysAbsent(error)) return undefined;
    this.#absentAtMs = this.#clock.now();
    return this.#announce();
  }

  /**
   * Learns from an answered call for an endpoint: Nova finds the server again when it starts the new guest. A call that was under way
   * before hung since the server went; its answer tells nothing.
   * @returns what the profile allows where that announces the console anew
   */
  answered(askedAtMs: number): DenseSpell | undefined {
    if (this.#absenceOver || this.#absentAtMs === undefined || askedAtMs < this.#absentAtMs) return undefined;
    this.#absenceOver = true;
    return this.#announce();
  }

  /** Whoever asks for restraint is not pressed any more. */
  callOff(): void {
    this.#announcedUntilMs = -Infinity;
  }

  #announce(): DenseSpell | undefined {
    const { whenAnnounced } = this.#profile;
    if (!whenAnnounced || this.#isProbingCostly) return undefined;
    this.#announcedUntilMs = this.#clock.now() + whenAnnounced.forMs;
    return whenAnnounced;
  }

  get #isProbingCostly(): boolean {
    return (this.#profile.earlyProbe?.blindMs ?? 0) > 0;
  }

  get #awayMs(): number {
    return this.#clock.now() - this.#startedAtMs + this.#profile.firstDelayMs;
  }

  #sparseInTheEnd(denseMs: number): number {
    return this.#clock.now() - this.#startedAtMs < DENSE_PROBING_MS ? denseMs : Math.max(denseMs, SPARSE_INTERVAL_MS);
  }
}
