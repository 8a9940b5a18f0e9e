import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Glyph } from '../../core/reading/fonts/font.ts';
import { parsePsf } from '../../core/reading/fonts/psf.ts';

/** The Debian packages that the fonts are taken from, at the versions that were read for their licences. */
export const versions = {
  seabios: '1.16.2-1',
  edk2: '2022.11-6+deb12u2',
  'console-setup-linux': '1.221',
  unifont: '1:15.0.01-2',
  libansilove1: '1.3.1-1',
  'xfonts-terminus': '4.48-3.1',
};

/** Fetches and unpacks those packages under `folder`, unless they are there. Binary packages as they are, sources with apt's `deb-src`. */
export function fetchPackages(folder: string): void {
  mkdirSync(join(folder, 'apt/lists/partial'), { recursive: true });
  const run = (command: string): void => void execFileSync('sh', ['-ec', command], { cwd: folder, stdio: 'inherit' });
  for (const name of ['console-setup-linux', 'unifont', 'libansilove1', 'xfonts-terminus'] as const) {
    if (!existsSync(join(folder, name))) run(`apt-get download ${name}=${versions[name]} && dpkg -x ${name}_*.deb ${name}`);
  }
  const options = `-o Dir::Etc::sourcelist=${folder}/apt/source.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=${folder}/apt/lists`;
  for (const name of ['seabios', 'edk2'] as const) {
    if (existsSync(join(folder, name))) continue;
    run(`echo 'deb-src http://deb.debian.org/debian bookworm main' > apt/source.list; apt-get ${options} update`);
    run(`apt-get ${options} source --download-only ${name}=${versions[name]} && mkdir ${name} && tar xf ${name}_*.orig.tar.* -C ${name} --strip-components=1`);
  }
}

/** Code page 437 by position: what a PC's text mode shows for each byte. */
const codePage437 =
  ' ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼' +
  Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('') +
  '⌂ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ';

/** A table `vgafont<height>` of SeaVGABIOS. */
function seaVgaTable(folder: string, height: number): Buffer {
  const text = readFileSync(join(folder, 'seabios/vgasrc/vgafonts.c'), 'utf8');
  const start = text.indexOf(`u8 vgafont${height}[`);
  const body = text.slice(text.indexOf('{', start), text.indexOf('}', start));
  const bytes = Array.from(body.matchAll(/0x[0-9a-f]{2}/gi), ([hex]) => Number(hex));
  if (bytes.length !== 256 * height) throw new Error(`vgafont${height}: ${bytes.length} bytes`);
  return Buffer.from(bytes);
}

function inCodePage437(table: Uint8Array, height: number): Glyph[] {
  return Array.from(codePage437, (character, index) => ({
    code: character.codePointAt(0) ?? 0,
    rows: Uint32Array.from(table.subarray(index * height, (index + 1) * height)),
  }));
}

/** SeaVGABIOS's glyphs: those of VGA text mode, the wider forms that 9-pixel cells use for `m w M T V W X v x` and others included. */
export function seaVgaFont(folder: string, height: number): Glyph[] {
  return inCodePage437(seaVgaTable(folder, height), height);
}

/**
 * The VGA glyphs as drawn for 8-pixel cells, which Linux's framebuffer console shows. libansilove holds them as plain
 * tables, one a code page, without names: the table for code page 437 is the one that differs least from SeaVGABIOS's.
 */
export function ansiloveFont(folder: string): Glyph[] {
  const height = 16;
  const sea = seaVgaTable(folder, height);
  const library = readFileSync(join(folder, 'libansilove1/usr/lib/x86_64-linux-gnu/libansilove.so.1.3.1'));
  const capitals = sea.subarray(0x41 * height, 0x45 * height);
  const glyphOf = (table: Uint8Array, code: number): string => table.subarray(code * height, (code + 1) * height).join();
  const tables: { table: Buffer; differing: number }[] = [];
  for (let at = library.indexOf(capitals); at >= 0; at = library.indexOf(capitals, at + 1)) {
    const table = library.subarray(at - 0x41 * height, at + (256 - 0x41) * height);
    const codes = Array.from({ length: 256 }, (_, code) => code);
    tables.push({ table, differing: codes.filter((code) => glyphOf(table, code) !== glyphOf(sea, code)).length });
  }
  const nearest = tables.sort((a, b) => a.differing - b.differing)[0];
  if (!nearest || nearest.differing > 48) throw new Error('libansilove: no table for code page 437');
  return inCodePage437(nearest.table, height);
}

/** EDK2 names some characters by macro; this is what they are (UEFI specification, Simple Text Output, and EDK2's own header). */
function edk2Macros(folder: string): Map<string, number> {
  const header = readFileSync(join(folder, 'edk2/MdePkg/Include/Protocol/SimpleTextOut.h'), 'utf8');
  return new Map(Array.from(header.matchAll(/#define\s+(\w+)\s+(0x[0-9a-f]{4})\b/gi), ([, name, value]) => [name ?? '', Number(value)]));
}

/** The 8×19 glyphs of EDK2's graphics console. */
export function edk2Font(folder: string): Glyph[] {
  const macros = edk2Macros(folder);
  const text = readFileSync(join(folder, 'edk2/MdeModulePkg/Universal/Console/GraphicsConsoleDxe/LaffStd.c'), 'utf8');
  const glyphs: Glyph[] = [];
  for (const [, hex, macro, rows] of text.matchAll(/\{\s*(?:(0x[0-9a-f]{4})|\(CHAR16\)\s*(\w+)),\s*0x[0-9a-f]{2},\s*\{([^}]*)\}/gi)) {
    const code = hex === undefined ? macros.get(macro ?? '') : Number(hex);
    if (code === undefined) throw new Error(`LaffStd.c: ${macro} is not in SimpleTextOut.h`);
    if (code !== 0) glyphs.push({ code, rows: Uint32Array.from((rows ?? '').split(','), Number) });
  }
  return glyphs;
}

/** All glyphs of one face of console-setup, over all its encodings, e.g. `VGA16` or `TerminusBold32x16`. */
export function consoleSetupFont(folder: string, face: string): Glyph[] {
  const fonts = join(folder, 'console-setup-linux/usr/share/consolefonts');
  const files = readdirSync(fonts).filter((file) => file.endsWith(`-${face}.psf.gz`)).sort();
  const wanted = /^(Lat|Uni|FullCyr|FullGreek|CyrSlav)/;
  return files.filter((file) => wanted.test(file)).flatMap((file) => parsePsf(gunzipSync(readFileSync(join(fonts, file))))?.glyphs ?? []);
}

/** Rows by which Linux's Terminus (lib/fonts/font_ter16x32.c) has a character lower than X11's. */
const lowerInLinux = [
  { code: '`'.charCodeAt(0), rows: 1 },
  { code: '~'.charCodeAt(0), rows: -9 },
] as const;

/** Terminus in bold 16×32 as its later versions draw it, which is also what Linux has built in (`fbcon=font:TER16x32`) save for the height of two characters. */
export function terminusOfLinux(folder: string): Glyph[] {
  const glyphs = parsePcf(gunzipSync(readFileSync(join(folder, 'xfonts-terminus/usr/share/fonts/X11/misc/ter-u32b_unicode.pcf.gz'))), 16, 32);
  const moved = lowerInLinux.map(({ code, rows }) => {
    const picture = glyphs.find((glyph) => glyph.code === code)?.rows ?? [];
    return { code, rows: Uint32Array.from({ length: 32 }, (_, y) => picture[y - rows] ?? 0) };
  });
  return [...glyphs, ...moved];
}

const PCF_BITMAPS = 8;
const PCF_ENCODINGS = 32;

/** The glyphs of a character-cell font in X11's compiled format (FontForge's description of it, "PCF"), big-endian as Debian's are. */
function parsePcf(file: Buffer, width: number, height: number): Glyph[] {
  const tables = Array.from({ length: file.readUInt32LE(4) }, (_, index) => 8 + index * 16);
  const offsetOf = (type: number): number => {
    const entry = tables.find((at) => file.readUInt32LE(at) === type);
    const offset = entry === undefined ? -1 : file.readUInt32LE(entry + 12);
    // Format: bytes and bits with the most significant first.
    if (offset < 0 || (file.readUInt32LE(offset) & 12) !== 12) throw new Error(`PCF: table ${type} is missing or in another order`);
    return offset;
  };
  const bitmaps = offsetOf(PCF_BITMAPS);
  const padding = 1 << (file.readUInt32LE(bitmaps) & 3);
  const rowBytes = Math.ceil(width / 8 / padding) * padding;
  const count = file.readUInt32BE(bitmaps + 4);
  const data = bitmaps + 8 + count * 4 + 16;
  const encodings = offsetOf(PCF_ENCODINGS);
  const [firstLow = 0, lastLow = 0, firstHigh = 0, lastHigh = 0] = [4, 6, 8, 10].map((at) => file.readUInt16BE(encodings + at));
  const glyphs: Glyph[] = [];
  for (let high = firstHigh, at = encodings + 14; high <= lastHigh; high++) {
    for (let low = firstLow; low <= lastLow; low++, at += 2) {
      const index = file.readUInt16BE(at);
      if (index === 0xffff) continue;
      const start = data + file.readUInt32BE(bitmaps + 8 + index * 4);
      glyphs.push({ code: high * 256 + low, rows: Uint32Array.from({ length: height }, (_, y) => file.readUIntBE(start + y * rowBytes, Math.ceil(width / 8))) });
    }
  }
  return glyphs;
}

/** Glyphs of GNU Unifont of one width (8 or 16). The plain file, not the one with Japanese forms: GRUB's own font is made from it. */
export function unifont(folder: string, width: number, wanted: (code: number) => boolean): Glyph[] {
  const glyphs: Glyph[] = [];
  for (const line of readFileSync(join(folder, 'unifont/usr/share/unifont/unifont.hex'), 'utf8').split('\n')) {
    const [hexCode = '', hex = ''] = line.split(':');
    const code = parseInt(hexCode, 16);
    if (hex.length * 4 !== width * 16 || !wanted(code)) continue;
    glyphs.push({ code, rows: Uint32Array.from({ length: 16 }, (_, y) => parseInt(hex.slice((y * width) / 4, ((y + 1) * width) / 4), 16)) });
  }
  return glyphs;
}
