import type { Disposable } from '../base/lifecycle.ts';
import type { ReachProfile, Target } from '../providers/provider.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { adviseFrom, OTHER_LAPS, OWN_LAPS, type Advice } from './advice.ts';
import type { Attempts } from './attempts.ts';
import { builtInProfiles } from './built-in.ts';
import { lapsOfTimeline } from './laps-of-timeline.ts';
import { evidenceOfProfile, type SharedProfile } from './shared-profile.ts';

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

/** Two first delays closer than this are the same to a person. */
const SAME_DELAY_MS = 100;

/** From kept laps to advice, and from finished laps to kept ones. Whatever goes wrong here is told and never ends a catch. */
export class Tuner {
  readonly #attempts: Attempts;
  readonly #shared: readonly SharedProfile[];

  /** @param shared profiles that were imported */
  constructor(attempts: Attempts, shared: readonly SharedProfile[] = []) {
    this.#attempts = attempts;
    this.#shared = shared;
  }

  /** Advice for a server, from its own laps, its provider's other servers, and what is known of the provider. */
  advise(server: string, provider: string, reach: ReachProfile): Advice {
    const own = this.#attempts.laps({ server, limit: OWN_LAPS });
    // Practice machines are set up differently from each other: one tells nothing of the next. Addresses are of any provider.
    const isOfOne = provider !== 'practice' && provider !== 'qemu' && provider !== 'url';
    const others = isOfOne ? this.#attempts.laps({ provider, limit: OTHER_LAPS + OWN_LAPS }).filter((lap) => lap.server !== server) : [];
    const shared = this.#shared.find((profile) => profile.provider === provider);
    const builtIn = builtInProfiles[provider];
    return adviseFrom({ reach, own, others, known: shared ? evidenceOfProfile(shared) : (builtIn?.laps ?? []), knownEvidence: shared ? 'confirmed' : builtIn?.evidence });
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
        if (lap) this.#attempts.add(lap);
      } catch (error) {
        trouble(error);
      }
    };
    const listening = timeline.onAppend((event) => {
      if ((event.event === 'lapStarted' && event.lap > 1) || event.event === 'result') keep();
    });
    return {
      advise: () => {
        try {
          const advice = this.advise(server, target.provider, { ...target.reach, ...own });
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
