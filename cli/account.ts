import { stripVTControlCharacters, styleText } from 'node:util';
import cliTruncate from 'cli-truncate';
import type { MessageKey, MessageValues } from '../core/messages/index.ts';
import { formatSeconds, describeEvent, sayMessage } from '../core/timeline/describe.ts';
import type { TimelineEvent, TimelineMenu } from '../core/timeline/events.ts';
import type { CatchResult } from '../core/catch/catcher.ts';
import { timelineMenu } from '../core/catch/narrate.ts';
import type { Reading } from '../core/reading/reading.ts';
import type { Context } from './context.ts';
import { nextTimeText } from './plans-command.ts';
import type { OpenTarget } from './targets.ts';

/** Of the screen that a plan leads to, as much is shown. */
const PLAN_END_LINES = 8;

/** Events whose sentence is only of the moment: it is shown on the last line and overwritten by the next. */
const passing = new Set<TimelineEvent['event']>(['keySent', 'countdownRead', 'probeFailed', 'endpointRefused']);

/** Events that are told at the end by other means. */
const silent = new Set<TimelineEvent['event']>(['result', 'firstFrame']);

/**
 * The live account of a catch: a line for each thing that happened, with its time, and on a terminal one more line that says what is
 * happening now.
 */
export class CatchAccount {
  readonly #context: Context;
  readonly #isTerminal: boolean;
  readonly #lapLimit: number;
  #lapStartedAtMs = 0;
  #statusShown = false;

  constructor(context: Context, lapLimit: number) {
    this.#context = context;
    this.#lapLimit = lapLimit;
    this.#isTerminal = context.stdout.isTTY;
  }

  /** Tells one event. */
  tell(event: TimelineEvent): void {
    const { locale } = this.#context;
    const sentence = silent.has(event.event) ? undefined : describeEvent(event, locale);
    if (sentence === undefined) return;
    if (passing.has(event.event)) return this.#status(event, sentence);
    if (event.event === 'lapStarted') {
      this.#lapStartedAtMs = event.atMs;
      return this.#line(styleText('bold', `${sentence} (${event.lap}/${this.#lapLimit})`));
    }
    this.#line(`${this.#time(event)}  ${event.event === 'held' ? styleText('green', sentence) : sentence}`);
  }

  /** Says one sentence of its own, outside the timeline. */
  say(key: MessageKey, values?: MessageValues): void {
    this.#line(this.#context.say(key, values));
  }

  /** Clears what is only of the moment. */
  end(): void {
    if (this.#statusShown) this.#context.stdout.write('\r\u001b[2K');
    this.#statusShown = false;
  }

  /** What a plan led to: the end of the screen, and what makes the next time easier. */
  concludePlan(result: CatchResult, reading: Reading | undefined): void {
    this.end();
    const { locale, stdout } = this.#context;
    const lines = (reading?.text.lines ?? []).filter((line) => line.trim() !== '').slice(-PLAN_END_LINES);
    const shown = reading?.menu?.view === 'menu' ? menuText(timelineMenu(reading.menu)) : lines.map((line) => `  ${line}`).join('\n');
    stdout.write(`\n${shown}\n\n${sayMessage(locale, result.message)}\n`);
    if (result.outcome === 'held') stdout.write(`\n${nextTimeText(this.#context, result.menu?.entries ?? [])}\n`);
  }

  /** The held menu as text and what to do next, or why there is none. */
  conclude(result: CatchResult, { target, shownAs }: OpenTarget): void {
    this.end();
    const context = this.#context;
    if (result.outcome !== 'held' || !result.menu) {
      context.stdout.write(`${sayMessage(context.locale, result.message)}\n`);
      const ways = result.outcome === 'gaveUp' || result.outcome === 'uncatchable' ? (target.otherWaysIn ?? []) : [];
      if (ways.length > 0) context.stdout.write(`${context.say('cli.otherWays')}\n${ways.map((way) => `  - ${context.say(way)}`).join('\n')}\n`);
      return;
    }
    context.stdout.write(`\n${menuText(result.menu)}\n\n${target.harmless ? context.say('cli.nextDrill') : context.say('cli.next', { target: shownAs })}\n`);
  }

  #time(event: TimelineEvent): string {
    return formatSeconds(event.atMs - this.#lapStartedAtMs, this.#context.locale).padStart(8);
  }

  #line(text: string): void {
    this.end();
    this.#context.stdout.write(`${text}\n`);
  }

  #status(event: TimelineEvent, sentence: string): void {
    if (!this.#isTerminal) return;
    const width = (this.#context.stdout.columns || 80) - 1;
    const text = `${this.#time(event)}  ${stripVTControlCharacters(sentence)}`;
    this.#context.stdout.write(`\r\u001b[2K${cliTruncate(text, width)}`);
    this.#statusShown = true;
  }
}

/** The menu as it stands on the screen, the highlighted entry marked. */
export function menuText(menu: TimelineMenu): string {
  return [`  ${menu.title}`, ...menu.entries.map((entry, index) => ` ${index === menu.selected ? '>' : ' '} ${entry}`)].join('\n');
}
