/**
 * Makes the font files in core/reading/fonts/data from Debian packages: `node build/fonts/convert.ts [folder for the packages]`.
 * Needed only when a font is added or renewed; the results are in the repository. Wants apt on Debian 12.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { FontFile, Glyph } from '../../core/reading/fonts/font.ts';
import { ansiloveFont, consoleSetupFont, edk2Font, fetchPackages, seaVgaFont, terminusOfLinux, unifont, versions } from './sources.ts';

const packages = resolve(process.argv[2] ?? '.cache/fonts');
const output = resolve(import.meta.dirname, '../../core/reading/fonts/data');

const licences = {
  seaVga: 'Public domain (glyphs of fntcol16.zip, as stated in vgafonts.c)',
  ansilove: 'BSD-2-Clause, Copyright (c) 2011-2022 Stefan Vogt, Brian Cassidy, Frederic Cambus',
  edk2: 'BSD-2-Clause-Patent, Copyright (c) 2006-2008 Intel Corporation',
  vga: 'MIT-style, Copyright (c) 2000, 2001 Dmitry Bolkhovityanov (u_vga16.bdf)',
  // console-setup's copyright.fonts names these for the faces that "Fixed" is put together from.
  fixed: 'Public domain (X11 misc-fixed); MIT-style (c) 1987-1989 Sony, 1996 BIZNET Poland, 2000 D. Bolkhovityanov; BSD-3-Clause (c) 2000-2001 /efont/; free with attribution (c) 1999-2002 R. Czyborra, D. Starner',
  terminus: 'OFL-1.1, Copyright (c) 2010-2014 Dimitar Toshkov Zhekov (reserved font name "Terminus Font")',
  unifont: 'OFL-1.1 (dual with GPL-2.0-or-later with font embedding exception), Copyright (c) 1998-2022 Roman Czyborra, Paul Hardy and others',
};

/**
 * Characters that look the same in a font share a picture. The first of a kind here wins: plain letters before their
 * Cyrillic and Greek twins (the reader puts those back by the words around them). No invisible, combining and halfwidth forms, and
 * none of the low blocks and lines that a text cursor looks like.
 */
function isReadable(code: number): boolean {
  const invisible = code < 0x20 || (code >= 0x7f && code <= 0xa0) || code === 0xad || (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f);
  const privateOrForms = (code >= 0xd800 && code <= 0xf8ff) || (code >= 0xff61 && code <= 0xffdc) || code === 0xfffd || code > 0xffff;
  const likeCursor = (code >= 0x2581 && code <= 0x2583) || (code >= 0x23ba && code <= 0x23bd);
  return !invisible && !privateOrForms && !likeCursor && !/\p{Mark}/u.test(String.fromCodePoint(code));
}

/** Which of several characters with one picture is meant, likeliest first: ASCII, box drawing and blocks, the alphabets of GRUB's languages, the rest. */
function rank(code: number): number {
  const likely = code < 0x7f ? 0 : code >= 0x2500 && code < 0x2600 ? 1 : code < 0x180 || (code >= 0x384 && code < 0x460) ? 2 : 3;
  return likely * 0x10000 + code;
}

function pack(name: string, width: number, height: number, source: string, licence: string, glyphs: readonly Glyph[]): void {
  const kept = new Map<string, Glyph>();
  for (const glyph of [...glyphs].filter(({ code }) => isReadable(code)).sort((a, b) => rank(a.code) - rank(b.code))) {
    const picture = glyph.rows.join();
    if (glyph.rows.length !== height) throw new Error(`${name}: a glyph of ${glyph.rows.length} rows`);
    if (!kept.has(picture)) kept.set(picture, glyph);
  }
  const rowBytes = (width + 7) >> 3;
  const all = [...kept.values()];
  const bytes = Buffer.alloc(all.length * (3 + rowBytes * height));
  let offset = 0;
  for (const { code } of all) offset = bytes.writeUIntLE(code, offset, 3);
  for (const { rows } of all) for (const row of rows) offset = bytes.writeUIntBE(row * 2 ** (rowBytes * 8 - width), offset, rowBytes);
  const base64 = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } }).toString('base64');
  const file: FontFile = { name, width, height, source, licence, count: all.length, glyphs: base64.match(/.{1,160}/g) ?? [] };
  writeFileSync(join(output, `${name}.json`), `${JSON.stringify(file, null, 1)}\n`);
}

fetchPackages(packages);
mkdirSync(output, { recursive: true });
for (const file of readdirSync(output)) rmSync(join(output, file));

const seabios = `seabios ${versions.seabios}, vgasrc/vgafonts.c`;
for (const height of [8, 14, 16]) pack(`vga-8x${height}`, 8, height, seabios, licences.seaVga, seaVgaFont(packages, height));
pack('vga-8dot-8x16', 8, 16, `libansilove1 ${versions.libansilove1}, libansilove.so.1.3.1`, licences.ansilove, ansiloveFont(packages));

const consoleSetup = (face: string): string => `console-setup-linux ${versions['console-setup-linux']}, *-${face}.psf`;
const fromConsoleSetup = (name: string, face: string, width: number, height: number, licence: string): void =>
  pack(`${name}-${width}x${height}`, width, height, consoleSetup(face), licence, consoleSetupFont(packages, face));

for (const height of [8, 14, 16]) fromConsoleSetup('console-vga', `VGA${height}`, 8, height, licences.vga);
for (const height of [28, 32]) fromConsoleSetup('console-vga', `VGA${height}x16`, 16, height, licences.vga);
for (const height of [13, 14, 15, 16, 18]) fromConsoleSetup('fixed', `Fixed${height}`, 8, height, licences.fixed);
fromConsoleSetup('terminus', 'Terminus12x6', 6, 12, licences.terminus);
for (const [name, face] of [['terminus', 'Terminus'], ['terminus-bold', 'TerminusBold']] as const) {
  for (const height of [14, 16]) fromConsoleSetup(name, `${face}${height}`, 8, height, licences.terminus);
  for (const [height, width] of [[18, 10], [20, 10], [22, 11], [24, 12], [28, 14], [32, 16]] as const) fromConsoleSetup(name, `${face}${height}x${width}`, width, height, licences.terminus);
}
pack('terminus-linux-16x32', 16, 32, `xfonts-terminus ${versions['xfonts-terminus']}, ter-u32b_unicode.pcf`, licences.terminus, terminusOfLinux(packages));
for (const height of [14, 16]) fromConsoleSetup('terminus-bold-vga', `TerminusBoldVGA${height}`, 8, height, licences.terminus);

pack('uefi-8x19', 8, 19, `edk2 ${versions.edk2}, GraphicsConsoleDxe/LaffStd.c`, licences.edk2, edk2Font(packages));

const unifontSource = `unifont ${versions.unifont}, unifont.hex`;
/** Latin, Greek, Cyrillic and their like, punctuation, arrows, box drawing: what GRUB's menus and kernels' names are made of. */
const narrow = (code: number): boolean => code < 0x0590 || (code >= 0x1e00 && code < 0x2800);
/** Kana, Chinese characters, Hangul and fullwidth forms, for GRUB's Japanese, Chinese and Korean. */
const wide = (code: number): boolean => (code >= 0x3000 && code < 0x3200) || (code >= 0x4e00 && code < 0xa000) || (code >= 0xac00 && code < 0xd7a4) || (code >= 0xff00 && code < 0xffef);
pack('unifont-8x16', 8, 16, unifontSource, licences.unifont, unifont(packages, 8, narrow));
pack('unifont-16x16', 16, 16, unifontSource, licences.unifont, unifont(packages, 16, wide));
