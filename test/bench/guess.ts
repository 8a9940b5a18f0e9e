import { readFileSync } from 'node:fs';
import { guessText } from '../../core/reading/node/guess.ts';
import { ScreenReader } from '../../core/reading/reader.ts';
import { screenOf, truthOf } from '../unit/reading/picture.ts';
import { wrapped } from '../unit/reading/text.ts';
import { ms, table, type Section } from './numbers.ts';

/** A picture from a real machine, and the text that another witness saw on it. */
const screens: readonly { readonly name: string; readonly what: string; readonly truth: () => readonly string[] }[] = [
  { name: 'text-restarts-panic-rebooting', what: '80×25, VGA text, a panic', truth: () => truthOf('text-restarts-panic-rebooting') },
  { name: 'memtest', what: '80×25, VGA text, a table', truth: () => truthOf('memtest') },
  { name: 'newer-kernel-panic', what: '128×48, framebuffer console, a panic', truth: () => wrapped(truthOf('newer-kernel-panic'), 128).slice(-47) },
  { name: 'japanese-menu-countdown', what: '100×37, Unifont, a Japanese menu', truth: () => truthOf('japanese-menu-countdown') },
];

/**
 * bootcatch’s reader beside a recogniser of letters, on the same pictures: how many characters are wrong, and how long one look takes.
 * @param folder where the recogniser is installed
 */
export async function guess(folder: string): Promise<Section> {
  const rows: string[][] = [];
  for (const { name, what, truth } of screens) {
    const png = readFileSync(new URL(`../unit/reading/screens/${name}.png`, import.meta.url));
    const wanted = letters(truth());
    const screen = screenOf(name);
    let startedAtMs = performance.now();
    const read = letters(new ScreenReader(screen).read().text.lines);
    const readMs = performance.now() - startedAtMs;
    startedAtMs = performance.now();
    const guessed = await guessText(png, folder);
    const guessMs = performance.now() - startedAtMs;
    if (guessed === undefined) throw new Error(`No recogniser is installed in ${folder}.`);
    const share = (text: string): string => `${((100 * distance(wanted, text)) / wanted.length).toFixed(1)} %`;
    rows.push([what, share(read), ms(readMs), share(letters(guessed.split('\n'))), ms(guessMs)]);
  }
  return { name: 'guess', title: 'Reading beside guessing', body: table(['screen', 'bootcatch: wrong', 'first look', 'tesseract.js: wrong', 'start and look'], rows) };
}

/** Without blanks and frames, which a recogniser of letters isn't made for. */
const letters = (lines: readonly string[]): string => lines.join('').replace(/[\s─-╿]/gu, '');

/** The fewest characters to put in, take out or change (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      next.push(Math.min((next[to - 1] ?? 0) + 1, (row[to] ?? 0) + 1, (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
