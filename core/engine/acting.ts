import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { messageOf } from '../catch/reach.ts';
import type { PlanOffer } from '../contract/acting.ts';
import { parsePlan } from '../plans/grammar.ts';
import { runPlan } from '../plans/run.ts';
import type { LayoutName } from '../typing/layouts.ts';
import { asQuestion } from './ask.ts';
import { bootHighlighted, moveHighlight, type SeenEntry } from './move-highlight.ts';
import { planOffers } from './plan-offers.ts';
import { playScript, pressTogether, takesDown, typeText, type PressingScene } from './press-keys.ts';
import type { ServerConsole } from './server-console.ts';
import type { TimelineMessage } from '../timeline/events.ts';

/** What acts need of the engine. */
export interface ActingPorts {
  readonly clock: Clock;
  /** @throws BootcatchError `engine.serverUnknown` */
  readonly place: (serverId: string) => ServerConsole;
  readonly nameOf: (serverId: string) => string;
  /** True while a catch presses keys, which nothing may get between. */
  readonly isPressing: (serverId: string) => boolean;
  /** A held menu is left on purpose. */
  readonly leaveMenu: (serverId: string) => void;
  /** Lets go of what viewers hold down. */
  readonly takeHands: (place: ServerConsole) => void;
  /** Aborts when the engine ends. */
  readonly closing: AbortSignal;
}

/**
 * What a person does on an open console: the highlight, keys, plans. Each method throws BootcatchError `engine.serverUnknown`, `engine.consoleAway`,
 * and `engine.keysHeldBack` where a catch or a plan has the keyboard.
 */
export class Acting {
  readonly #ports: ActingPorts;
  readonly #plans = new Map<string, { readonly source: string; readonly stop: AbortController }>();

  constructor(ports: ActingPorts) {
    this.#ports = ports;
  }

  /** The plan that runs on a server, as it was given; null where none does. */
  planOn(serverId: string): string | null {
    return this.#plans.get(serverId)?.source ?? null;
  }

  /** @throws BootcatchError also `engine.menuChanged`, `engine.highlightStuck` */
  async moveHighlight(serverId: string, entry: SeenEntry, signal: AbortSignal): Promise<void> {
    const scene = this.#scene(serverId, signal);
    await moveHighlight(scene.console, entry, scene.clock, scene.signal);
  }

  /** @throws BootcatchError also `engine.menuChanged` */
  bootHighlighted(serverId: string, entry: SeenEntry): void {
    bootHighlighted(this.#scene(serverId, this.#ports.closing).console, entry);
    this.#ports.leaveMenu(serverId);
    this.#ports.place(serverId).story.timeline.append({ event: 'entryChosen', entry: entry.text });
  }

  /** @throws BootcatchError also `keys.*` */
  async playScript(serverId: string, script: string, signal: AbortSignal): Promise<void> {
    await playScript(script, this.#scene(serverId, signal));
  }

  /** @throws BootcatchError also `engine.keyUnknown` */
  async typeText(serverId: string, text: string, guest: LayoutName, signal: AbortSignal): Promise<void> {
    const scene = this.#scene(serverId, signal);
    const server = this.#ports.place(serverId).target?.keymap === 'ja' ? 'ja' : 'us';
    await typeText(text, { server, guest }, scene);
  }

  /**
   * Presses keys together. Those that take the system down are pressed only where nothing speaks against that.
   * @param goOn the person has read what speaks against it, and presses all the same
   * @returns what speaks against it, and then nothing was pressed; null where they were
   * @throws BootcatchError also `engine.keyUnknown`
   */
  async pressTogether(serverId: string, keys: readonly string[], goOn: boolean, signal: AbortSignal): Promise<TimelineMessage | null> {
    const place = this.#ports.place(serverId);
    const scene = this.#scene(serverId, signal);
    const against = goOn || !takesDown(keys) ? undefined : await speaksAgainst(place, scene.signal);
    if (against) return against;
    pressTogether(keys, this.#scene(serverId, signal).console);
    place.story.timeline.append({ event: 'keySent', key: keys.join(' '), count: 1, why: 'person' });
    return null;
  }

  /** The plans that fit what is on the screen. */
  plans(serverId: string): PlanOffer[] {
    const { console, advice } = this.#ports.place(serverId);
    return planOffers(console.reading, advice);
  }

  /**
   * Carries a plan out to its end, unless it is stopped; how it goes is in the console's story.
   * @throws BootcatchError also `plan.*`, `engine.planStopped`
   */
  async runPlan(serverId: string, source: string): Promise<void> {
    const plan = parsePlan(source);
    const stop = new AbortController();
    const scene = this.#scene(serverId, stop.signal);
    const place = this.#ports.place(serverId);
    const { target } = place;
    if (!target) throw new BootcatchError('engine.consoleAway', { server: this.#ports.nameOf(serverId) });
    const { timeline } = place.story;
    this.#ports.leaveMenu(serverId);
    this.#plans.set(serverId, { source, stop });
    this.#ports.takeHands(place);
    place.changed();
    try {
      await runPlan(plan, { ...scene, target, timeline });
    } catch (error) {
      const shown = stop.signal.aborted ? new BootcatchError('engine.planStopped') : error;
      timeline.append({ event: 'notice', message: messageOf(shown) });
      throw shown;
    } finally {
      this.#plans.delete(serverId);
      place.changed();
    }
  }

  /** Ends the plan that runs, where it stands. */
  stopPlan(serverId: string): void {
    this.#plans.get(serverId)?.stop.abort(new DOMException('Stopped by the person', 'AbortError'));
  }

  #scene(serverId: string, signal: AbortSignal): PressingScene {
    const { clock, closing, isPressing, nameOf, place } = this.#ports;
    const { console } = place(serverId);
    const server = nameOf(serverId);
    if (!console.connected) throw new BootcatchError('engine.consoleAway', { server });
    if (isPressing(serverId) || this.#plans.has(serverId)) throw new BootcatchError('engine.keysHeldBack', { server });
    return { console, clock, signal: AbortSignal.any([signal, closing]) };
  }
}

/** What others could not bear about this server going down. A look at them that fails speaks against it, too. */
async function speaksAgainst({ target }: ServerConsole, signal: AbortSignal): Promise<TimelineMessage | undefined> {
  try {
    const stop = await target?.beforeReset?.(signal);
    return stop && asQuestion(messageOf(stop));
  } catch (error) {
    signal.throwIfAborted();
    return messageOf(error);
  }
}
