import { BootcatchError } from '../base/error.ts';
import { Secret } from '../base/secret.ts';
import { playKeyScript } from '../keys/player.ts';
import type { Reading } from '../reading/reading.ts';
import type { Target } from '../providers/provider.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import type { TypingLayouts } from '../typing/strokes.ts';
import { choicesFor } from './choose-entry.ts';
import { Hands, unexpected, type HandsPorts } from './hands.ts';
import { highlightedTitle } from './menu-spot.ts';
import { MenuWalker } from './menu-walker.ts';
import { nextPlan } from './named.ts';
import { describeStep, type Plan, type PlanStep, type TextPattern } from './plan.ts';
import { bootEntry } from './steps/boot.ts';
import { editKernel } from './steps/edit-kernel.ts';
import { typeText } from './steps/type-text.ts';
import { hasLine, waitFor } from './steps/wait.ts';

/** What a plan works with. */
export interface PlanPorts extends HandsPorts {
  readonly target: Pick<Target, 'keymap' | 'actions' | 'label'>;
  /** Saves the picture; absent where the host has no place for it. @returns where it went */
  readonly saveScreenshot?: (file: string | undefined) => Promise<string>;
  /** Asked before a plan that writes, where the provider can take a snapshot. Absent: the suggestion is told, and the plan goes on without. */
  readonly confirmSnapshot?: (message: TimelineMessage) => Promise<boolean>;
}

const KEY_INTERVAL_MS = 50;
const MENU_LIMIT_MS = 5_000;

/**
 * Carries a plan out on a held menu. Each step looks before it acts and proves what it did; at a screen that it does not expect the
 * plan stops and leaves everything as it is.
 * @throws BootcatchError `plan.*` that says where it stopped, why, and what to try next; the signal's reason
 */
export async function runPlan(plan: Plan, ports: PlanPorts): Promise<void> {
  const runner = new PlanRunner(plan, ports);
  try {
    await runner.run();
  } catch (error) {
    ports.signal.throwIfAborted();
    const passwordAsked = error instanceof BootcatchError && error.code === 'plan.passwordAsked';
    const last = plan.named.at(-1);
    const next = last && nextPlan(last, passwordAsked);
    ports.timeline.append({ event: 'notice', message: next === undefined ? { key: 'plan.stopped', values: { step: runner.step } } : { key: 'plan.stoppedNext', values: { step: runner.step, next } } });
    throw error;
  }
}

class PlanRunner {
  readonly #plan: Plan;
  readonly #ports: PlanPorts;
  readonly #hands: Hands;
  readonly #unwanted: TextPattern[] = [];
  #layouts: TypingLayouts;
  /** The entry that the highlight was put on last. */
  #chosen: string | undefined;
  /** The step under way, as the timeline tells it. */
  step = '';

  constructor(plan: Plan, ports: PlanPorts) {
    this.#plan = plan;
    this.#ports = ports;
    this.#hands = new Hands(ports);
    this.#layouts = { server: ports.target.keymap === 'ja' ? 'ja' : 'us', guest: 'us' };
  }

  async run(): Promise<void> {
    const { steps, named } = this.#plan;
    const { saveScreenshot, timeline } = this.#ports;
    if (!saveScreenshot && steps.some(({ kind }) => kind === 'screenshot')) throw new BootcatchError('plan.noScreenshots');
    for (const { effect } of named) timeline.append({ event: 'notice', message: { key: effect, values: {} } });
    if (named.some(({ writes }) => writes)) await this.#offerSnapshot();
    for (const step of steps) {
      this.step = describeStep(step);
      timeline.append({ event: 'planStep', step: this.step });
      this.#guard(await this.#hands.look());
      await this.#do(step);
    }
  }

  async #do(step: PlanStep): Promise<void> {
    const { clock, console, saveScreenshot, signal, timeline } = this.#ports;
    const hands = this.#hands;
    switch (step.kind) {
      case 'select':
        this.#chosen = undefined;
        await this.#standingMenu();
        this.#chosen = await new MenuWalker(hands, timeline).find(choicesFor(step.entry));
        if (this.#chosen === undefined) throw new BootcatchError('plan.noSuchEntry', { wanted: describeStep(step).replace('select ', '') });
        return;
      case 'boot':
        return bootEntry(await this.#standingMenu(), hands);
      case 'editKernel': {
        const menu = await this.#standingMenu();
        if (menu.menu?.kind !== 'grub2') throw unexpected(menu);
        // Whatever the guest's own keymap is, GRUB reads a US keyboard.
        this.#layouts = await editKernel({ menu, append: step.append, layouts: { ...this.#layouts, guest: 'us' } }, hands, timeline);
        return;
      }
      case 'wait':
        return waitFor(step.what, step.limitMs, hands, (reading) => this.#guard(reading));
      case 'type':
        this.#layouts = await typeText(new Secret(step.text), this.#layouts, hands);
        return;
      case 'keys':
        return playKeyScript(step.script, { clock, signal, keyIntervalMs: KEY_INTERVAL_MS, send: (stroke) => console.send(stroke) });
      case 'screenshot': {
        const file = (await saveScreenshot?.(step.file)) ?? '';
        return timeline.append({ event: 'notice', message: { key: 'plan.screenshotSaved', values: { file } } });
      }
      case 'expectNot':
        this.#unwanted.push(step.pattern);
        return this.#guard(await hands.look());
    }
  }

  /**
   * The held menu, its highlight still on the entry that was chosen.
   * @throws BootcatchError `plan.unexpectedScreen`, `plan.listChanged`
   */
  async #standingMenu(): Promise<Reading> {
    await this.#hands.until(highlightedTitle, MENU_LIMIT_MS);
    const reading = await this.#hands.look();
    const title = highlightedTitle(reading);
    if (title === undefined) throw unexpected(reading);
    if (this.#chosen !== undefined && title !== this.#chosen) throw new BootcatchError('plan.listChanged', { seen: title });
    return reading;
  }

  #guard(reading: Reading): void {
    const found = this.#unwanted.find((pattern) => hasLine(reading, pattern));
    if (found) throw new BootcatchError('plan.unwanted', { pattern: found.source });
  }

  async #offerSnapshot(): Promise<void> {
    const { confirmSnapshot, clock, signal, target, timeline } = this.#ports;
    const snapshot = target.actions?.snapshot;
    if (!snapshot) return;
    const message: TimelineMessage = { key: 'plan.snapshotFirst', values: { target: target.label } };
    timeline.append({ event: 'notice', message });
    if (!(await confirmSnapshot?.(message))) return;
    const name = `bootcatch-${new Date(clock.wallNow()).toISOString().replace(/[:.]/g, '-')}`;
    await snapshot(name, signal);
    timeline.append({ event: 'notice', message: { key: 'plan.snapshotTaken', values: { name } } });
  }
}
