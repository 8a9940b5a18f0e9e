import { z } from 'zod';
import { BootcatchError } from '../base/error.ts';
import { fontOf, type Font, type Glyph } from './fonts/font.ts';
import { parsePsf } from './fonts/psf.ts';

/** A cell that shows something that no font has. */
export interface UnreadCell {
  readonly row: number;
  readonly column: number;
  readonly width: number;
  readonly height: number;
  /** Its picture, ink as ones: each row's bits, the leftmost one highest. */
  readonly rows: Uint32Array;
}

/**
 * Learns characters by example: what the screen shows at unread cells, and what is known to stand there (from a serial log, or
 * typed by the person). Cells beyond the known text are passed over.
 * @param known the screen's true lines; columns count cells, so wide characters can't stand before an unread cell
 */
export function learnGlyphs(cells: readonly UnreadCell[], known: readonly string[]): Glyph[] {
  return cells.flatMap(({ row, column, rows }) => {
    const code = Array.from(known[row] ?? '')[column]?.codePointAt(0);
    return code === undefined || code === 0x20 || code === 0xfffd ? [] : [{ code, rows }];
  });
}

const fileSchema = z.object({
  format: z.literal('bootcatch glyphs 1'),
  name: z.string().min(1).max(60),
  width: z.int().min(4).max(32),
  height: z.int().min(4).max(64),
  glyphs: z.array(z.object({ character: z.string().min(1).max(2), rows: z.array(z.string().regex(/^[.#]+$/)) })).max(10_000),
});

/** Writes glyphs as a file that people can read and share: each row as dots and hashes. */
export function writeGlyphs(name: string, width: number, height: number, glyphs: readonly Glyph[]): string {
  const draw = (row: number): string => row.toString(2).padStart(width, '0').replaceAll('0', '.').replaceAll('1', '#');
  const file = { format: 'bootcatch glyphs 1', name, width, height, glyphs: glyphs.map(({ code, rows }) => ({ character: String.fromCodePoint(code), rows: Array.from(rows, draw) })) };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/**
 * Reads a font of one's own: glyphs that {@link writeGlyphs} wrote, or a console font as the guest loads it (`.psf`, `.psfu`, uncompressed).
 * @param name what the reader shall call a PSF font
 * @throws BootcatchError `reading.fontInvalid`
 */
export function readFontFile(name: string, bytes: Uint8Array): Font {
  const psf = parsePsf(bytes);
  if (psf) return fontOf(name, psf.width, psf.height, psf.glyphs);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new BootcatchError('reading.fontInvalid', { problem: name });
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) throw new BootcatchError('reading.fontInvalid', { problem: z.prettifyError(parsed.error) });
  const { width, height, glyphs } = parsed.data;
  const wrong = glyphs.find(({ rows }) => rows.length !== height || rows.some((row) => row.length !== width));
  if (wrong) throw new BootcatchError('reading.fontInvalid', { problem: `${wrong.character}: ${width} × ${height}` });
  const parse = (row: string): number => parseInt(row.replaceAll('.', '0').replaceAll('#', '1'), 2);
  return fontOf(parsed.data.name, width, height, glyphs.map(({ character, rows }) => ({ code: character.codePointAt(0) ?? 0, rows: Uint32Array.from(rows, parse) })));
}
