import { Console } from '../../../core/catch/console.ts';
import type { ConsoleOpener, OpenOptions } from '../../../core/catch/reach.ts';
import { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import type { Endpoint } from '../../../core/link/endpoint.ts';
import type { RebootKind, Target } from '../../../core/providers/provider.ts';
import type { Menu, Phase, Reading } from '../../../core/reading/reading.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import { ManualClock } from './manual-clock.ts';
import { StubSession } from './stub-session.ts';

/** A reading of a screen in this phase. */
export function reading(phase: Phase, changes: Partial<Reading> = {}): Reading {
  return { frame: 0, text: { lines: [phase], font: 'test', exactShare: 1, inverseRows: [] }, menu: undefined, phase, panic: undefined, ...changes };
}

/** A reading of a whole GRUB menu. */
export function menuReading(secondsLeft?: number, changes: Partial<Menu> = {}): Reading {
  const menu: Menu = {
    kind: 'grub2',
    view: 'menu',
    title: 'GNU GRUB  version 2.06',
    entries: ['Debian GNU/Linux', 'Advanced options for Debian GNU/Linux'],
    selectedIndex: 0,
    secondsLeft,
    nested: false,
    scrolled: false,
    complete: true,
    ...changes,
  };
  return reading('bootMenu', { menu, text: { lines: ['menu', String(secondsLeft)], font: 'test', exactShare: 1, inverseRows: [] } });
}

export function endpointAt(path: string): Endpoint {
  return { kind: 'websocket', url: new Secret(`ws://127.0.0.1:1/${path}`) };
}

/**
 * A server that does just what a test scripts: `shows` is what is read on its screen now, `reachable` whether its console opens.
 */
export class StubServer {
  readonly clock = new ManualClock();
  readonly timeline = new Timeline(this.clock);
  readonly screen = new Screen();
  readonly sessions: StubSession[] = [];
  readonly opened: { readonly endpoint: Endpoint; readonly options: OpenOptions }[] = [];
  readonly reboots: RebootKind[] = [];
  readonly console: Console;
  reachable = true;
  onReboot: (lap: number) => void = () => undefined;
  #shows: Reading = reading('panic');

  constructor() {
    this.console = new Console(this.screen, { read: () => this.#shows }, this.clock);
  }

  /** The screen changes to this, and the open session says so. */
  show(next: Reading): void {
    this.#shows = next;
    this.sessions.at(-1)?.draw();
  }

  /** The console ends and cannot be reached until {@link comeBack}. */
  drop(): void {
    this.reachable = false;
    this.sessions.at(-1)?.end();
  }

  comeBack(shows: Reading): void {
    this.#shows = shows;
    this.reachable = true;
  }

  /** Keysyms pressed in the newest session, in order, releases left out. */
  get pressed(): number[] {
    return (this.sessions.at(-1)?.keys ?? []).filter(({ down }) => down).map(({ keysym }) => keysym);
  }

  readonly openConsole: ConsoleOpener = (endpoint, options) => {
    this.opened.push({ endpoint, options });
    if (!this.reachable) return Promise.reject(new BootcatchError('link.refused', { endpoint: 'stub' }));
    const session = new StubSession(() => this.clock.now());
    this.sessions.push(session);
    return Promise.resolve(session);
  };

  target(changes: Partial<Target> = {}): Target {
    return {
      label: 'web-01',
      provider: 'stub',
      reach: { firstDelayMs: 0, intervalMs: 100, maxInFlight: 4, probeTimeoutMs: 2_000, renewIntervalMs: 500, maxRenewalsInFlight: 3, handshake: 'split', evidence: 'measured' },
      consoleAtReboot: 'drops',
      firmware: 'bios',
      canRenew: true,
      harmless: false,
      endpoint: () => Promise.resolve(endpointAt('console')),
      reboot: (kind) => {
        this.reboots.push(kind);
        this.onReboot(this.reboots.length);
        return Promise.resolve();
      },
      ...changes,
    };
  }
}
