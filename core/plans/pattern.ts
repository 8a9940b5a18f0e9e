import { BootcatchError } from '../base/error.ts';
import type { TextPattern } from './plan.ts';

/** A pattern is held against each new picture, so it must be cheap: short, on short lines, and without repeats inside repeats. */
const PATTERN_LIMIT = 200;
const LINE_LIMIT = 512;
/** A group that holds an unbounded repeat and is itself repeated: the usual way to a match that never ends. */
const nestedRepeat = /\([^()]*(?:[+*]|\{\d+,\})[^()]*\)(?:[+*]|\{\d+,\d*\})/;

/**
 * A regular expression for one line of the screen.
 * @param source as written, with its slashes
 * @throws BootcatchError `plan.badPattern`
 */
export function regularExpression(source: string, body: string, flags: string): TextPattern {
  const bad = (reason: string, cause?: unknown): BootcatchError => new BootcatchError('plan.badPattern', { pattern: source.slice(0, 80), reason }, { cause });
  if (body.length > PATTERN_LIMIT) throw bad(`more than ${PATTERN_LIMIT} characters`);
  if (!/^i?u?$/.test(flags)) throw bad(`flags “${flags}”`);
  if (nestedRepeat.test(body)) throw bad('a repeat inside a repeat');
  try {
    const expression = new RegExp(body, flags);
    return { source, matches: (line) => expression.test(line.slice(0, LINE_LIMIT)) };
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error), error);
  }
}

/** A plain text, found as it is written. */
export function plainText(text: string): TextPattern {
  return { source: `'${text}'`, matches: (line) => line.includes(text) };
}
