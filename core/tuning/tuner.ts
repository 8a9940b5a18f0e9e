import { Emitter } from '../base/events.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Evidence, ReachProfile, Target } from '../providers/provider.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { adviseFrom, type Advice, type AdviceRequest } from './advice.ts';
import type { Attempts } from './attempts.ts';
import { builtInProfiles } from './built-in.ts';
import { estimateFrom, OTHER_LAPS, OWN_LAPS, type Estimate } from './estimate.ts';
import { makeHypotheses } from './hypotheses.ts';
import { estimateFromKept, inputsOf, keptFrom } from './kept-estimate.ts';
import { reachOfLap } from './lap-reach.ts';
import { lapsOfTimeline } from './laps-of-timeline.ts';
import type { LapEvidence } from './evidence.ts';
import { evidenceOfProfile, tellsOfOthers, type SharedProfile } from './shared-profile.ts';

/** The catch that is to be tuned. */
export interface TunedCatch {
  readonly catchId: string;
  readonly server: string;
  readonly target: Target;
  readonly timeline: Timeline;
  /** What the person has set; goes before the advice. */
  readonly own: Partial<ReachProfile>;
}

/** How a catch is tuned: {@link advise} goes to the catcher, disposing ends the keeping of its laps. */
export interface Tuning extends Disposable {
  advise(): Partial<ReachProfile>;
}

/** What is known of a provider before its first lap here. */
export interface KnownProfile {
  readonly laps: readonly LapEvidence[];
  readonly evidence: Evidence | undefined;
  /** It came from a file that the person imported. */
  readonly imported: boolean;
}

const LAPS_A_STEP = 5;
/** Two first delays closer than this are the same to a person. */
const SAME_DELAY_MS = 100;

/** From kept laps to advice, and from finished laps to kept ones. Whatever goes wrong here is told and never ends a catch. */
export class Tuner {
  readonly #attempts: Attempts;
  readonly #learnt = new Emitter<void>();
  /** Fires when a lap was kept, or a profile imported. */
  readonly onLearnt = this.#learnt.event;
  #shared: readonly SharedProfile[];

  /** @param shared profiles that were imported */
  constructor(attempts: Attempts, shared: readonly SharedProfile[] = []) {
    this.#attempts = attempts;
    this.#shared = shared;
  }

  /** The profiles that were imported, in place of those so far. */
  useProfiles(shared: readonly SharedProfile[]): void {
    this.#shared = shared;
    this.#learnt.fire();
  }

  /** What is known of a provider from profiles. */
  profileOf(provider: string): KnownProfile {
    const shared = this.#shared.find((profile) => profile.provider === provider);
    if (shared) return { laps: evidenceOfProfile(shared), evidence: 'confirmed', imported: true };
    const builtIn = builtInProfiles[provider];
    return { laps: builtIn?.laps ?? [], evidence: builtIn?.evidence, imported: false };
  }

  /** Advice for a server, from its own laps, its provider's other servers, and what is known of the provider. */
  advise(server: string, provider: string, reach: ReachProfile): Advice {
    const request = this.#request(server, provider, reach, OWN_LAPS);
    return adviseFrom(request, this.#estimate(server, request));
  }

  /**
   * Works out in parts of some milliseconds, one a step, what the first advice would otherwise wait for: for the server that was caught last,
   * since that is the one that is asked for first.
   */
  *preparation(): Generator<void, void> {
    while (!makeHypotheses()) yield;
    const [newest] = this.#attempts.summaries();
    const last = newest && this.#attempts.laps({ server: newest.server, limit: 1 }).at(-1);
    if (!last) return;
    const requestWith = (laps: number): AdviceRequest => this.#request(last.server, last.provider, reachOfLap(last), laps);
    yield;
    if (!this.#keptEstimate(last.server, requestWith(OWN_LAPS))) {
      // What a lap tells is worked out once: with a few laps more at each step, none of them is long.
      for (let laps = LAPS_A_STEP; laps <= OWN_LAPS; laps += LAPS_A_STEP) {
        yield;
        adviseFrom(requestWith(laps));
      }
    }
    yield;
    this.advise(last.server, last.provider, reachOfLap(last));
  }

  #request(server: string, provider: string, reach: ReachProfile, ownLaps: number): AdviceRequest {
    const own = this.#attempts.laps({ server, limit: ownLaps });
    const others = tellsOfOthers(provider) ? this.#attempts.laps({ provider, limit: OTHER_LAPS + ownLaps }).filter((lap) => lap.server !== server).slice(-OTHER_LAPS) : [];
    const { laps: known, evidence: knownEvidence } = this.profileOf(provider);
    return { reach, own, others, known, knownEvidence };
  }

  /** The estimate that is kept beside the laps, or else a new one, which is kept then. */
  #estimate(server: string, request: AdviceRequest): Estimate {
    const kept = this.#keptEstimate(server, request);
    if (kept) return kept;
    const inputs = { ...request, earlyProbe: request.reach.earlyProbe };
    const estimate = estimateFrom(inputs);
    // Where it can't be kept, the next process works it out again.
    tryTo(() => this.#attempts.keepEstimate(server, inputsOf(inputs), keptFrom(estimate)));
    return estimate;
  }

  #keptEstimate(server: string, request: AdviceRequest): Estimate | undefined {
    const kept = this.#attempts.estimate(server, inputsOf({ ...request, earlyProbe: request.reach.earlyProbe }));
    return kept && estimateFromKept(kept);
  }

  /** Tunes a catch: keeps each lap as it ends, and advises anew before each. What it advises is said in the timeline. */
  tune({ catchId, server, target, timeline, own }: TunedCatch): Tuning {
    let used: ReachProfile = { ...target.reach, ...own };
    let toldDelayMs: number | undefined;
    let troubleTold = false;
    const trouble = (error: unknown): void => {
      if (troubleTold) return;
      troubleTold = true;
      timeline.append({ event: 'notice', message: { key: 'tuning.notKept', values: { reason: error instanceof Error ? error.message : String(error) } } });
    };
    const keep = (): void => {
      const { firstDelayMs, intervalMs, maxInFlight, probeTimeoutMs } = used;
      const setting = { catchId, server, region: null, firmware: target.firmware, settings: { firstDelayMs, intervalMs, maxInFlight, probeTimeoutMs } };
      try {
        const lap = lapsOfTimeline(timeline.events, setting).at(-1);
        if (!lap) return;
        this.#attempts.add(lap);
        this.#learnt.fire();
      } catch (error) {
        trouble(error);
      }
    };
    const advise = (): Advice => this.advise(server, target.provider, { ...target.reach, ...own });
    const listening = timeline.onAppend((event) => {
      if ((event.event === 'lapStarted' && event.lap > 1) || event.event === 'result') keep();
      // Before a further lap it is asked for anyway; after the last one it is worked out for the process that asks next.
      if (event.event === 'result') tryTo(advise);
    });
    return {
      advise: () => {
        try {
          const advice = advise();
          used = { ...target.reach, ...advice.profile, ...own };
          const isNews = toldDelayMs === undefined || Math.abs(used.firstDelayMs - toldDelayMs) > SAME_DELAY_MS;
          const message = isNews && own.firstDelayMs === undefined ? sentenceOf(advice) : undefined;
          toldDelayMs = used.firstDelayMs;
          if (message) timeline.append({ event: 'notice', message });
          return advice.profile;
        } catch (error) {
          trouble(error);
          return {};
        }
      },
      dispose: () => listening.dispose(),
    };
  }
}

/** Does what nothing depends on. */
function tryTo(work: () => unknown): void {
  try {
    work();
  } catch {
    // It was for speed alone.
  }
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

/** What the advice is, in one sentence; undefined where nothing was learnt. */
export function sentenceOf({ source, cost, policy, ownLaps, otherLaps, seenMs, chance, changedSince }: Advice): TimelineMessage | undefined {
  const laps = source === 'server' ? ownLaps : otherLaps;
  if (!seenMs || laps === 0) return cost.blindMs > 0 ? { key: 'tuning.costlyUnmeasured', values: { delay: seconds(policy.firstDelayMs) } } : undefined;
  const values = { delay: seconds(policy.firstDelayMs), from: seconds(seenMs[0]), to: seconds(seenMs[1]), laps, chance: Math.round(chance * 100) };
  if (changedSince) return { key: cost.blindMs > 0 ? 'tuning.changedCostly' : 'tuning.changedFree', values: { ...values, since: changedSince.slice(0, 10) } };
  const whose = source === 'server' ? 'own' : 'provider';
  return { key: cost.blindMs > 0 ? `tuning.costly.${whose}` : `tuning.free.${whose}`, values };
}
