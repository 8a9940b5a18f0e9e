import { Console } from '../../../core/catch/console.ts';
import { KeyTranslator, type BootKey } from '../../../core/practice/simulated/boot-key.ts';
import { defaultBootSettings, type BootSettings } from '../../../core/practice/simulated/boot/boot-settings.ts';
import { SimulatedMachine } from '../../../core/practice/simulated/simulated-machine.ts';
import { parsePlan } from '../../../core/plans/grammar.ts';
import { runPlan, type PlanPorts } from '../../../core/plans/run.ts';
import { understand } from '../../../core/reading/meaning/understand.ts';
import type { KeyStroke } from '../../../core/rfb/session.ts';
import { Screen } from '../../../core/screen/screen.ts';
import type { TimelineEvent } from '../../../core/timeline/events.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { StubSession } from '../support/stub-session.ts';

/** A console whose guest is a function of the test: keys go in, lines of text come out and are read as from a real screen. */
export class TextConsole {
  readonly clock = new ManualClock();
  readonly timeline = new Timeline(this.clock);
  readonly console: Console;
  readonly strokes: KeyStroke[] = [];
  #session: StubSession;
  readonly #screen = new Screen();
  readonly #translator = new KeyTranslator();
  #lines: () => readonly string[] = () => [];
  #onKey: (key: BootKey) => void = () => undefined;
  /** What the console's own keyboard layout makes of a key symbol, before the guest gets it. */
  layout: (stroke: KeyStroke) => KeyStroke = (stroke) => stroke;
  /** As many presses get lost on their way. */
  keysLost = 0;
  /** The press of this number (from 1) reaches the guest twice. */
  doubledPress = 0;
  #presses = 0;

  constructor() {
    this.console = new Console(this.#screen, { read: () => ({ frame: 0, ...understand({ lines: this.#lines(), font: 'test', exactShare: 1, inverseRows: [] }) }) }, this.clock);
    this.#session = this.#open();
  }

  /** The guest: what it shows, and what a key does. */
  attach(lines: () => readonly string[], onKey: (key: BootKey) => void): void {
    this.#lines = lines;
    this.#onKey = onKey;
    this.draw();
  }

  draw(): void {
    this.#session.draw(true);
  }

  /** The console ends; {@link PlanPorts.reconnect} opens it again. */
  drop(): void {
    this.#session.end();
  }

  reconnect(): Promise<void> {
    this.#session = this.#open();
    return Promise.resolve();
  }

  /** Runs a plan to its end; time passes as fast as it is waited for. @returns what it threw, if anything */
  async run(source: string, ports: Partial<PlanPorts> = {}, controller = new AbortController()): Promise<unknown> {
    let ended = false;
    const target = { label: 'web-01' };
    const run = runPlan(parsePlan(source), { console: this.console, clock: this.clock, timeline: this.timeline, signal: controller.signal, target, reconnect: () => this.reconnect(), ...ports }).then(
      () => undefined,
      (error: unknown) => error,
    );
    void run.finally(() => (ended = true));
    for (let turn = 0; turn < 40_000 && !ended; turn++) await this.clock.advance(25);
    if (!ended) throw new Error('The plan does not come to an end.');
    return run;
  }

  eventsOf<K extends TimelineEvent['event']>(kind: K): Extract<TimelineEvent, { event: K }>[] {
    return this.timeline.events.filter((event): event is Extract<TimelineEvent, { event: K }> => event.event === kind);
  }

  /** Keys that the plan says it pressed. */
  get pressed(): string[] {
    return this.eventsOf('keySent').map(({ key }) => key);
  }

  /** Keysyms that are still down. */
  get down(): number[] {
    const held = new Set<number>();
    for (const { keysym, down } of this.strokes) {
      if (down) held.add(keysym);
      else held.delete(keysym);
    }
    return [...held];
  }

  #open(): StubSession {
    const session = new StubSession(() => this.clock.now());
    session.sendKey = (stroke) => {
      this.strokes.push(stroke);
      const key = this.#translator.press(this.layout(stroke));
      if (key === undefined) return;
      if (this.keysLost > 0) {
        this.keysLost--;
        return;
      }
      if (++this.#presses === this.doubledPress) this.#onKey(key);
      this.#onKey(key);
      this.draw();
    };
    this.console.adopt(session);
    return session;
  }
}

/** The practice server's machine with its menu held. */
export async function heldMachine(settings: Partial<BootSettings> = {}): Promise<{ readonly machine: SimulatedMachine; readonly server: TextConsole }> {
  const server = new TextConsole();
  const machine = new SimulatedMachine({ ...defaultBootSettings, ...settings }, server.clock);
  machine.screen.onFrame(() => server.draw());
  server.attach(() => machine.lines, (key) => machine.key(key));
  machine.powerOn();
  await server.clock.advance(1_000);
  machine.key('f4');
  await server.clock.advance(100);
  return { machine, server };
}

/** A GRUB menu of 80 columns as it is drawn; a list longer than the box scrolls. */
export function menuLines(entries: readonly string[], selected: number, nested = false): string[] {
  const rows = 12;
  const first = Math.max(0, selected - rows + 1);
  const marks = { [0]: first > 0 ? '↑' : '', [rows - 1]: first + rows < entries.length ? '↓' : '' };
  const body = Array.from({ length: rows }, (_, row) => {
    const title = entries[first + row] ?? '';
    return ` │${first + row === selected ? '*' : ' '}${title.padEnd(75)}│${marks[row] ?? ''}`;
  });
  const help = nested
    ? ["      Press enter to boot the selected OS, `e' to edit the commands", "      before booting or `c' for a command-line. ESC to return", '      previous menu.']
    : ["      Press enter to boot the selected OS, `e' to edit the commands", "      before booting or `c' for a command-line."];
  return ['', '                       GNU GRUB  version 2.06', '', ` ┌${'─'.repeat(76)}┐`, ...body, ` └${'─'.repeat(76)}┘`, '', '      Use the ↑ and ↓ keys to select which entry is highlighted.', ...help];
}

/** A guest that shows a menu and moves its highlight; other keys do what the test says. */
export function attachMenu(server: TextConsole, entries: readonly string[], onOther: (key: BootKey, show: (lines: readonly string[]) => void, selected: number) => void = () => undefined, start = 0): void {
  let selected = start;
  let page: readonly string[] | undefined;
  server.attach(
    () => page ?? menuLines(entries, selected),
    (key) => {
      if (page === undefined && key === 'down') selected = Math.min(selected + 1, entries.length - 1);
      else if (page === undefined && key === 'up') selected = Math.max(selected - 1, 0);
      else onOther(key, (lines) => (page = lines), selected);
    },
  );
}
