import { sleep, type Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { Emitter } from '../base/events.ts';
import { DisposableStore, type Disposable } from '../base/lifecycle.ts';
import { Console } from '../catch/console.ts';
import { messageOf, reach, type ConsoleOpener } from '../catch/reach.ts';
import { firstOf } from '../catch/wait.ts';
import type { Message } from '../contract/base.ts';
import type { Connection } from '../contract/consoles.ts';
import type { Endpoint } from '../link/endpoint.ts';
import type { Target } from '../providers/provider.ts';
import type { KeyStroke } from '../rfb/session.ts';
import { ScreenReader } from '../reading/reader.ts';
import { Screen } from '../screen/screen.ts';
import { Timeline } from '../timeline/timeline.ts';
import { adviceOf, type PlanAdvice } from './plan-advice.ts';
import type { Story } from './story.ts';

export interface ConsolePorts {
  readonly clock: Clock;
  readonly openConsole: ConsoleOpener;
  readonly randomId: () => string;
}

const OPEN_LIMIT_MS = 15_000;
/** Without a catch, a console that is away is looked for this long. */
const AWAY_LIMIT_MS = 600_000;
/** A connection that ends sooner than this did not last… */
const LASTING_MS = 5_000;
/** …and this many of them in a row are enough. */
const SHORT_CONNECTIONS_LIMIT = 8;

/**
 * One server's console as the engine keeps it: its screen over all connections, its story, and, as long as somebody wants it open and no
 * catch has charge of it, the way back when it is lost.
 *
 * | wanted | connected | ever since opened | shown as  |
 * |--------|-----------|-------------------|-----------|
 * | no     | no        |                   | `closed`  |
 * |        | yes       |                   | `open`    |
 * | yes    | no        | no                | `opening` |
 * | yes    | no        | yes               | `away`    |
 */
export class ServerConsole implements Disposable {
  readonly serverId: string;
  readonly screen = new Screen();
  readonly console: Console;
  readonly #ports: ConsolePorts;
  readonly #parts = new DisposableStore();
  readonly #changed = new Emitter<void>();
  /** Fires whenever anything that a window shows of this console may have changed. */
  readonly onChanged = this.#changed.event;
  readonly #personKey = new Emitter<KeyStroke>();
  /** Each key that a person pressed in a window, once it has gone to the console. */
  readonly onPersonKey = this.#personKey.event;
  #story: Story;
  #storyParts = new DisposableStore();
  #target: Target | undefined;
  #advice: PlanAdvice | undefined;
  #wanted = false;
  #wasOpen = false;
  #goneAtMs = 0;
  #problem: Message | undefined;
  /** Ends what keeps the console open; present while that has charge. */
  #keeping: AbortController | undefined;
  #lastEndpoint: Endpoint | undefined;
  /** Who has charge of the way back in place of {@link keepOpen}. */
  #holder: object | undefined;

  constructor(serverId: string, ports: ConsolePorts) {
    this.serverId = serverId;
    this.#ports = ports;
    const reader = this.#parts.add(new ScreenReader(this.screen));
    this.console = this.#parts.add(new Console(this.screen, reader, ports.clock));
    this.#story = this.#newStory();
    this.#parts.add(
      this.screen.onFrame(() => {
        if (!this.console.connected) return;
        this.#wasOpen = true;
        this.#problem = undefined;
      }),
    );
    this.#parts.add(
      this.console.onGone((close) => {
        this.#goneAtMs = ports.clock.now();
        // During a catch the catcher tells of the drop.
        if (this.#keeping) this.#story.timeline.append({ event: 'drop', kind: close.kind, ...(close.code !== undefined && { code: close.code }), ...(close.reason !== undefined && { reason: close.reason }) });
        this.changed();
      }),
    );
    this.#parts.add(
      this.console.onReading((reading) => {
        this.#advice = adviceOf(reading) ?? this.#advice;
        this.changed();
      }),
    );
    this.#parts.add(this.screen.onResize(() => this.changed()));
  }

  get target(): Target | undefined {
    return this.#target;
  }

  /** The plan that what was read since the server was opened speaks for. */
  get advice(): PlanAdvice | undefined {
    return this.#advice;
  }

  get story(): Story {
    return this.#story;
  }

  get lastEndpoint(): Endpoint | undefined {
    return this.#lastEndpoint;
  }

  get connection(): Connection {
    if (this.console.connected) return 'open';
    if (!this.#wanted) return 'closed';
    return this.#wasOpen ? 'away' : 'opening';
  }

  get awayForMs(): number | null {
    return this.connection === 'away' ? this.#ports.clock.now() - this.#goneAtMs : null;
  }

  get problem(): Message | null {
    return this.#problem ?? null;
  }

  /** Tells those who watch that something has changed. */
  changed(): void {
    this.#changed.fire();
  }

  /** Hands a person's key on. */
  personPressed(stroke: KeyStroke): void {
    this.console.send(stroke);
    this.#personKey.fire(stroke);
  }

  /** From now on this is the server behind the console. */
  setTarget(target: Target): void {
    this.#target = target;
    this.changed();
  }

  /** Forgets the server behind the console, so that the next act asks for it anew. */
  forgetTarget(): void {
    this.#target = undefined;
    this.#advice = undefined;
    this.#lastEndpoint = undefined;
    this.changed();
  }

  /** Begins a new story: that of a catch. */
  beginStory(): Timeline {
    this.#story = this.#newStory();
    this.changed();
    return this.#story.timeline;
  }

  /** Opens the console where it is not, and keeps it open until {@link close} or {@link handOver}. Needs a target. While a catch has charge it changes nothing. */
  keepOpen(): void {
    this.#problem = undefined;
    this.#wanted = true;
    if (!this.#keeping && !this.#holder) {
      const keeping = (this.#keeping = new AbortController());
      void this.#keep(keeping.signal)
        .catch((error: unknown) => this.#giveUp(keeping, error))
        .finally(() => {
          if (this.#keeping === keeping) this.#keeping = undefined;
        });
    }
    this.changed();
  }

  /** Leaves the way back to a catch; whoever had charge before has it no longer. */
  handOver(holder: object): void {
    this.#problem = undefined;
    this.#wanted = true;
    this.#holder = holder;
    this.#stopKeeping();
    this.changed();
  }

  /** Takes charge again, unless another catch has it by now or the console was closed. */
  takeBack(holder: object, lastEndpoint: Endpoint | undefined): void {
    if (this.#holder !== holder) return;
    this.#holder = undefined;
    this.#lastEndpoint = lastEndpoint;
    if (this.#wanted) this.keepOpen();
  }

  /** Closes the console; the last picture stays. */
  close(): void {
    this.#wanted = this.#wasOpen = false;
    this.#problem = undefined;
    this.#holder = undefined;
    this.#stopKeeping();
    this.console.release();
    this.changed();
  }

  dispose(): void {
    this.close();
    this.#storyParts.dispose();
    this.#parts.dispose();
    this.#changed.dispose();
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    if (!this.console.connected && !this.#wasOpen) await this.#openOnce(signal);
    for (let shortConnections = 0; ; ) {
      const openedAtMs = clock.now();
      if (this.console.connected) await firstOf<void>(signal, (done, parts) => parts.add(this.console.onGone(() => done())));
      shortConnections = clock.now() - openedAtMs < LASTING_MS ? shortConnections + 1 : 0;
      if (shortConnections > SHORT_CONNECTIONS_LIMIT) throw new BootcatchError('engine.consoleUnsteady', { count: shortConnections });
      await sleep(clock, 2 ** shortConnections * 50, signal);
      await this.#comeBack(signal);
    }
  }

  async #openOnce(signal: AbortSignal): Promise<void> {
    const { openConsole } = this.#ports;
    const target = this.#needTarget();
    const endpoint = await target.endpoint(signal);
    const session = await openConsole(endpoint, { handshake: endpoint.handshake ?? target.reach.handshake, firstKeys: [], timeoutMs: OPEN_LIMIT_MS, signal });
    if (signal.aborted) return session.dispose();
    this.#lastEndpoint = endpoint;
    this.console.adopt(session);
    this.changed();
  }

  async #comeBack(signal: AbortSignal): Promise<void> {
    const { clock, openConsole } = this.#ports;
    const target = this.#needTarget();
    const { session, endpoint } = await reach(
      { target, lastEndpoint: this.#lastEndpoint, profile: target.reach, firstKeys: [], limitMs: AWAY_LIMIT_MS, signal },
      { clock, openConsole, timeline: this.#story.timeline },
    );
    if (signal.aborted) return session.dispose();
    this.#lastEndpoint = endpoint;
    this.console.adopt(session);
    this.changed();
  }

  #needTarget(): Target {
    if (!this.#target) throw new BootcatchError('engine.serverUnknown');
    return this.#target;
  }

  #stopKeeping(): void {
    this.#keeping?.abort(new DOMException('Not kept any more', 'AbortError'));
    this.#keeping = undefined;
  }

  #giveUp(keeping: AbortController, error: unknown): void {
    if (keeping.signal.aborted) return;
    this.#wanted = this.#wasOpen = false;
    this.#problem = messageOf(error);
    this.#story.timeline.append({ event: 'notice', message: messageOf(error) });
    this.changed();
  }

  #newStory(): Story {
    this.#storyParts.dispose();
    this.#storyParts = new DisposableStore();
    const timeline = new Timeline(this.#ports.clock);
    this.#storyParts.add(timeline.onAppend(() => this.changed()));
    return { id: this.#ports.randomId(), timeline };
  }
}
