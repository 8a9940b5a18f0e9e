import { sleep, type Clock } from '../base/clock.ts';
import { Emitter } from '../base/events.ts';
import { messageOf } from '../catch/reach.ts';
import type { Message } from '../contract/base.ts';
import type { CalibrationSnapshot } from '../contract/tuning.ts';
import type { Outcome } from '../timeline/events.ts';
import { LEAVING_MENU_MS } from '../tuning/calibration.ts';

export interface CalibrationRequest {
  readonly serverId: string;
  readonly serverName: string;
  readonly times: number;
  /** About how long one lap takes. */
  readonly lapMs: number;
}

export interface CalibrationPorts {
  readonly clock: Clock;
  /** Runs one lap to its end and leaves a menu that it has held. Aborting stops it. */
  readonly runLap: (signal: AbortSignal) => Promise<{ readonly outcome: Outcome; readonly message: Message }>;
}

/** A server rebooted again and again, one lap each, to measure it. Ends by itself, at a lap that fails, or when it is stopped. */
export class Calibration {
  readonly #request: CalibrationRequest;
  readonly #ports: CalibrationPorts;
  readonly #stop = new AbortController();
  readonly #changed = new Emitter<void>();
  readonly onChanged = this.#changed.event;
  readonly #outcomes: ('held' | 'missed')[] = [];
  #running = true;
  #problem: Message | null = null;

  constructor(request: CalibrationRequest, ports: CalibrationPorts) {
    this.#request = request;
    this.#ports = ports;
  }

  get snapshot(): CalibrationSnapshot {
    const { serverId, serverName, times, lapMs } = this.#request;
    const remainingMs = this.#running ? (times - this.#outcomes.length) * lapMs : 0;
    return { serverId, serverName, times, outcomes: [...this.#outcomes], remainingMs, running: this.#running, problem: this.#problem };
  }

  async run(): Promise<void> {
    try {
      await this.#laps(this.#stop.signal);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#problem = messageOf(error);
    }
    this.#running = false;
    this.#changed.fire();
  }

  /** Ends it before its next act. */
  stop(): void {
    this.#stop.abort(new DOMException('The calibration was stopped', 'AbortError'));
  }

  async #laps(signal: AbortSignal): Promise<void> {
    while (this.#outcomes.length < this.#request.times) {
      signal.throwIfAborted();
      const { outcome, message } = await this.#ports.runLap(signal);
      if (outcome === 'failed' || outcome === 'cancelled') {
        if (!signal.aborted) this.#problem = message;
        return;
      }
      this.#outcomes.push(outcome === 'held' ? 'held' : 'missed');
      this.#changed.fire();
      if (outcome === 'held' && this.#outcomes.length < this.#request.times) await sleep(this.#ports.clock, LEAVING_MENU_MS, signal);
    }
  }
}
