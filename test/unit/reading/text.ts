import type { ScreenText } from '../../../core/reading/reading.ts';

/** A screen's text as the reader gives it. */
export function textOf(lines: readonly string[] | string, inverseRows: readonly number[] = []): ScreenText {
  return { lines: typeof lines === 'string' ? lines.split('\n') : lines, font: 'vga-8x16/9', exactShare: 1, inverseRows };
}

/** Breaks lines as a console of this width does: anywhere. */
export function wrapped(lines: readonly string[], columns: number): string[] {
  return lines.flatMap((line) => (line === '' ? [''] : (line.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? []).map((part) => part.trimEnd())));
}

export interface GrubScreen {
  readonly title?: string;
  readonly entries: readonly string[];
  readonly selected?: number;
  /** Sentences under the box, each one wrapped by itself. */
  readonly under: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
}

/** The text of a GRUB 2 menu, laid out as GRUB does. */
export function grubScreen({ title = 'GNU GRUB  version 2.06', entries, selected = 0, under, columns = 80, rows = 13 }: GrubScreen): string[] {
  const width = columns - 4;
  const line = (entry: string | undefined, index: number): string => ` │${(index === selected ? '*' : ' ') + (entry ?? '').padEnd(width - 1)}│`;
  return [
    '',
    title.padStart((columns + title.length) / 2),
    '',
    ` ┌${'─'.repeat(width)}┐`,
    ...Array.from({ length: rows }, (_, index) => line(entries[index], index)),
    ` └${'─'.repeat(width)}┘`,
    '',
    ...under.flatMap((sentence) => wordWrapped(sentence, columns - 12).map((part) => `      ${part}`)),
  ];
}

function wordWrapped(text: string, columns: number): string[] {
  const parts: string[] = [];
  for (const word of text.split(' ')) {
    const last = parts.length - 1;
    if (last >= 0 && `${parts[last]} ${word}`.length <= columns) parts[last] += ` ${word}`;
    else for (const piece of word.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? []) parts.push(piece);
  }
  return parts;
}
