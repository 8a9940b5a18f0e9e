import { z } from 'zod';
import { BootcatchError } from '../../base/error.ts';
import type { Locale } from '../../messages/index.ts';
import knownCauses from '../data/panics.json' with { type: 'json' };

const sentence = z.object({ en: z.string().min(1), ja: z.string().min(1) });

const causeSchema = z.object({
  /** Short name, unique in a file. */
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** All of these regular expressions (no flags, case counts) must fit somewhere in the text. */
  patterns: z.array(z.string().min(1)).min(1),
  /** None of these may. */
  unless: z.array(z.string().min(1)).optional(),
  /** What it usually is. */
  cause: sentence,
  /** What to do, first thing first. */
  cures: z.array(sentence).min(1),
  /** Where that is known from. */
  source: z.string().min(1),
});

/** A panic, or another stop of a boot, that is known: what it usually is, and what helps. */
export type PanicCause = z.infer<typeof causeSchema>;

/**
 * Reads a file of causes, in the form of `data/panics.json`; docs/reading.md says how to write one.
 * @throws BootcatchError `reading.causesInvalid` naming the entry that is wrong
 */
export function parseCauses(json: unknown): PanicCause[] {
  const parsed = z.array(causeSchema).safeParse(json);
  if (!parsed.success) throw new BootcatchError('reading.causesInvalid', { problem: z.prettifyError(parsed.error) });
  for (const { id, patterns, unless = [] } of parsed.data) {
    for (const pattern of [...patterns, ...unless]) {
      try {
        new RegExp(pattern);
      } catch {
        throw new BootcatchError('reading.causesInvalid', { problem: `${id}: ${pattern}` });
      }
    }
  }
  return parsed.data;
}

const builtIn = parseCauses(knownCauses);

/**
 * The causes that fit a text, the most particular first: one's own before the built-in ones, then in the order of the file.
 * @param lines the screen, or better the transcript: what matters may have scrolled by
 */
export function findCauses(lines: readonly string[], own: readonly PanicCause[] = []): PanicCause[] {
  // A console breaks words at its edge, so that each line is also looked at together with the next.
  const text = `${lines.join('\n')}\n${lines.map((line, row) => line + (lines[row + 1] ?? '')).join('\n')}`;
  return [...own, ...builtIn].filter(({ patterns, unless = [] }) => patterns.every((pattern) => new RegExp(pattern).test(text)) && !unless.some((pattern) => new RegExp(pattern).test(text)));
}

/** A cause in the person's language: what it usually is, then what to do. */
export function tellCause({ cause, cures }: PanicCause, locale: Locale): { readonly cause: string; readonly cures: readonly string[] } {
  return { cause: cause[locale], cures: cures.map((cure) => cure[locale]) };
}
