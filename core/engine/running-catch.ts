import { Emitter } from '../base/events.ts';
import { Catcher } from '../catch/catcher.ts';
import type { CatchOptions } from '../catch/options.ts';
import { isPastLoader } from '../catch/phases.ts';
import type { ConsoleOpener } from '../catch/reach.ts';
import type { Message } from '../contract/base.ts';
import type { CatchSnapshot } from '../contract/catches.ts';
import type { Plan } from '../plans/plan.ts';
import { runPlan } from '../plans/run.ts';
import type { Target } from '../providers/provider.ts';
import type { TimelineEvent, TimelineMessage } from '../timeline/events.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Tuning } from '../tuning/tuner.ts';
import { asQuestion } from './ask.ts';
import { CatchRecording, type CatchRecordingPorts } from './catch-recording.ts';
import type { Learning } from './ports.ts';
import type { ServerConsole } from './server-console.ts';

export interface RunningCatchRequest {
  readonly catchId: string;
  readonly serverName: string;
  /** The name under which the server's laps are kept. */
  readonly attemptsKey: string;
  readonly target: Target;
  readonly place: ServerConsole;
  readonly options: CatchOptions;
  /** Carried out once the menu is held. */
  readonly plan: Plan | undefined;
}

type CatchResult = Extract<TimelineEvent, { event: 'result' }>;

/** A catch from its start until its menu is left: the catcher, the person's say in it, and the stay with a held menu. */
export class RunningCatch {
  readonly catchId: string;
  readonly #request: RunningCatchRequest;
  readonly #catcher: Catcher;
  readonly #timeline: Timeline;
  readonly #tuning: Tuning | undefined;
  readonly #stop = new AbortController();
  /** Ends the stay with a held menu. */
  readonly #leave = new AbortController();
  readonly #changed = new Emitter<void>();
  readonly onChanged = this.#changed.event;
  readonly #startedAt: string;
  readonly #recording: CatchRecording;
  #lap = 0;
  #question: { readonly message: Message; readonly answer: (goOn: boolean) => void } | undefined;
  #result: CatchResult | undefined;
  readonly #ended = Promise.withResolvers<CatchResult>();
  /** Resolves with the result as soon as it is there, also while the stay with a held menu goes on. */
  readonly ended = this.#ended.promise;
  /** The person's keys go through although the catch presses. */
  takenOver = false;

  constructor(request: RunningCatchRequest, { openConsole, learning, ...recordingPorts }: CatchRecordingPorts & { readonly openConsole: ConsoleOpener; readonly learning?: Learning }) {
    const { clock } = recordingPorts;
    this.#request = request;
    this.catchId = request.catchId;
    const { place, target, options, plan } = request;
    place.handOver(this);
    const timeline = (this.#timeline = place.beginStory());
    this.#recording = new CatchRecording(place, target, recordingPorts);
    this.#startedAt = new Date(clock.wallNow()).toISOString();
    timeline.onAppend((event) => this.#listen(event));
    const ports = { target, console: place.console, clock, timeline };
    const tuning = (this.#tuning = learning?.tuner.tune({ catchId: request.catchId, server: request.attemptsKey, target, timeline, own: options.profile ?? {} }));
    this.#catcher = new Catcher({ ...options, ...(tuning && { advise: () => tuning.advise() }) }, {
      ...ports,
      openConsole,
      lastEndpoint: place.lastEndpoint,
      confirmReset: (message) => this.#ask(message),
      ...(plan && { then: (held) => runPlan(plan, { ...ports, ...held }) }),
    });
  }

  /** True until the result is there. */
  get running(): boolean {
    return this.#result === undefined;
  }

  /** True while keys are pressed for the catch or its plan. */
  get pressing(): boolean {
    return this.running && (this.#catcher.state === 'pressing' || this.#catcher.state === 'held');
  }

  get snapshot(): CatchSnapshot {
    const { place, serverName, options } = this.#request;
    return {
      catchId: this.catchId,
      serverId: place.serverId,
      serverName,
      state: this.#catcher.state,
      lap: this.#lap,
      lapLimit: options.lapLimit,
      startedAt: this.#startedAt,
      elapsedMs: this.#result?.elapsedMs ?? this.#timeline.elapsedMs,
      question: this.#question?.message ?? null,
      result: this.#result ? { outcome: this.#result.outcome, message: this.#result.message } : null,
    };
  }

  /** How long the recording has been running; null where none runs. */
  get recordingForMs(): number | null {
    return this.#recording.running ? this.#timeline.elapsedMs : null;
  }

  /** Runs to the result and, where the menu is held, stays with it until it is left. The console is then kept open by itself again. */
  async run(): Promise<void> {
    const { place } = this.#request;
    const result = await this.#catcher.run(this.#stop.signal);
    this.#tuning?.dispose();
    this.#result = result;
    this.takenOver = false;
    this.#fire();
    this.#ended.resolve(result);
    // A plan has left the menu.
    if (result.outcome === 'held' && !this.#request.plan) await this.#stay();
    place.takeBack(this, this.#catcher.lastEndpoint);
    this.#recording.catchEnded();
  }

  /** Resolves when the recording's file is closed. */
  endRecording(): Promise<void> {
    return this.#recording.end();
  }

  /** Ends the catch before its next act. */
  stop(): void {
    this.#stop.abort(new DOMException('Stopped by the person', 'AbortError'));
    this.#question?.answer(false);
  }

  /** The menu is left on purpose: a console that is lost from here on is no lost menu. */
  leave(): void {
    this.#leave.abort(new DOMException('The menu was left', 'AbortError'));
  }

  /** @returns false where nothing was asked */
  answer(goOn: boolean): boolean {
    const question = this.#question;
    question?.answer(goOn);
    return question !== undefined;
  }

  async #stay(): Promise<void> {
    const { console } = this.#request.place;
    const watching = console.onReading(({ phase }) => {
      if (isPastLoader(phase)) this.leave();
    });
    // It ends when the menu is left, or with a console that stays away; both are told by the timeline and by the console's own state.
    await this.#catcher.keepHeld(this.#leave.signal).catch(() => undefined);
    watching.dispose();
  }

  #ask(message: TimelineMessage): Promise<boolean> {
    if (this.#stop.signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const answer = (goOn: boolean): void => {
        this.#question = undefined;
        this.#fire();
        resolve(goOn);
      };
      this.#question = { message: asQuestion(message), answer };
      this.#fire();
    });
  }

  #listen(event: TimelineEvent): void {
    if (event.event === 'lapStarted') this.#lap = event.lap;
    // The catcher tells of a state before it is in it.
    if (event.event === 'lapStarted' || event.event === 'state') queueMicrotask(() => this.#fire());
  }

  #fire(): void {
    this.#changed.fire();
    this.#request.place.changed();
  }
}
