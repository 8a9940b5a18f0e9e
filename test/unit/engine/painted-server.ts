import { BootcatchError } from '../../../core/base/error.ts';
import { Emitter } from '../../../core/base/events.ts';
import type { ConsoleOpener } from '../../../core/catch/reach.ts';
import type { RebootKind, Target } from '../../../core/providers/provider.ts';
import { knownFonts } from '../../../core/reading/fonts/known.ts';
import type { KeyStroke, RfbSession, SessionClose } from '../../../core/rfb/session.ts';
import type { Screen } from '../../../core/screen/screen.ts';
import { black, drawText, fill } from '../reading/picture.ts';
import { grubScreen } from '../reading/text.ts';
import { endpointAt } from '../support/stub-server.ts';
import { ManualClock } from '../support/manual-clock.ts';

const size = { width: 640, height: 400 };
const [font] = knownFonts(8, 16);

/** A server whose console shows real letters, on a clock that stands still: what is on its screen, a test says. */
export class PaintedServer {
  readonly clock = new ManualClock();
  readonly keys: KeyStroke[] = [];
  readonly reboots: RebootKind[] = [];
  /** How often its console was dialled. */
  dials = 0;
  reachable = true;
  onKey: (keysym: number) => void = () => undefined;
  onReboot: () => void = () => undefined;
  #lines: readonly string[] = ['Kernel panic - not syncing: VFS: Unable to mount root fs'];
  #sessions = new Set<PaintedSession>();

  readonly openConsole: ConsoleOpener = () => {
    this.dials++;
    if (!this.reachable) return Promise.reject(new BootcatchError('link.refused', { endpoint: 'painted' }));
    const session = new PaintedSession(this);
    this.#sessions.add(session);
    return Promise.resolve(session);
  };

  /** The screen shows these lines from now on. */
  show(lines: readonly string[]): void {
    this.#lines = lines;
    for (const session of this.#sessions) session.paint(false);
  }

  showMenu(entries: readonly string[], selected: number): void {
    this.show(grubScreen({ entries, selected, under: ['Use the ▲ and ▼ keys to select which entry is highlighted.', "Press enter to boot the selected OS, `e' to edit the commands before booting or `c' for a command-line."] }));
  }

  /** Every connection ends; `reachable` says whether a new one opens. */
  drop(reachable: boolean): void {
    this.reachable = reachable;
    for (const session of [...this.#sessions]) session.end({ kind: 'cut' });
  }

  /** Each reboot ends in this menu, after a second away. */
  rebootsIntoMenu(entries: readonly string[]): void {
    this.onReboot = () => {
      this.drop(false);
      this.clock.setTimeout(() => {
        this.reachable = true;
        this.showMenu(entries, 0);
      }, 1_000);
    };
  }

  paintOn(screen: Screen): void {
    if (!font) throw new Error('there is no font');
    fill(screen, 0, 0, size.width, size.height, black);
    drawText(screen, this.#lines, { font });
    screen.addDamage({ x: 0, y: 0, ...size });
  }

  take(session: PaintedSession): void {
    this.#sessions.delete(session);
  }

  target(changes: Partial<Target> = {}): Target {
    return {
      label: 'web-01',
      provider: 'painted',
      reach: { firstDelayMs: 0, intervalMs: 100, maxInFlight: 4, probeTimeoutMs: 2_000, renewIntervalMs: 500, maxRenewalsInFlight: 3, handshake: 'split', evidence: 'measured' },
      consoleAtReboot: 'drops',
      firmware: 'bios',
      canRenew: true,
      harmless: false,
      endpoint: () => Promise.resolve(endpointAt('console')),
      reboot: (kind) => {
        this.reboots.push(kind);
        this.onReboot();
        return Promise.resolve();
      },
      ...changes,
    };
  }
}

class PaintedSession implements RfbSession {
  readonly name = 'painted';
  readonly size = size;
  readonly #server: PaintedServer;
  readonly #close = new Emitter<SessionClose>();
  readonly onClose = this.#close.event;
  #screen: Screen | undefined;

  constructor(server: PaintedServer) {
    this.#server = server;
  }

  attach(screen: Screen): void {
    this.#screen = screen;
    screen.resize(size.width, size.height);
    queueMicrotask(() => this.paint(true));
  }

  paint(full: boolean): void {
    if (!this.#screen) return;
    this.#server.paintOn(this.#screen);
    this.#screen.commitFrame(full, this.#server.clock.now());
  }

  sendKey(stroke: KeyStroke): void {
    this.#server.keys.push(stroke);
    if (stroke.down) this.#server.onKey(stroke.keysym);
  }

  sendPointer(): void {
    throw new Error('no test moves the pointer');
  }

  refresh(): Promise<void> {
    this.paint(true);
    return Promise.resolve();
  }

  end(close: SessionClose): void {
    this.dispose();
    this.#close.fire(close);
  }

  dispose(): void {
    this.#screen = undefined;
    this.#server.take(this);
  }
}
