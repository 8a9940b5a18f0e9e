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
};

/** Fetches and unpacks those packages under `folder`, unless they are there. Binary packages as they are, sources with apt's `deb-src`. */
export function fetchPackages(folder: string): void {
  mkdirSync(join(folder, 'apt/lists/partial'), { recursive: true });
  const run = (command: string): void => void execFileSync('sh', ['-ec', command], { cwd: folder, stdio: 'inherit' });
  for (const name of ['console-setup-linux', 'unifont'] as const) {
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

/** A table `vgafont<height>` of SeaVGABIOS: 256 glyphs in code page 437. */
export function seaVgaFont(folder: string, height: number): Glyph[] {
  const text = readFileSync(join(folder, 'seabios/vgasrc/vgafonts.c'), 'utf8');
  const start = text.indexOf(`u8 vgafont${height}[`);
  const body = text.slice(text.indexOf('{', start), text.indexOf('}', start));
  const bytes = Array.from(body.matchAll(/0x[0-9a-f]{2}/gi), ([hex]) => Number(hex));
  if (bytes.length !== 256 * height) throw new Error(`vgafont${height}: ${bytes.length} bytes`);
  return Array.from(codePage437, (character, index) => ({
    code: character.codePointAt(0) ?? 0,
    rows: Uint32Array.from(bytes.slice(index * height, (index + 1) * height)),
  }));
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
