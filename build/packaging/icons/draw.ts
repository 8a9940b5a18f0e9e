/**
 * Draws the app's icons from the window's own, in an installed Chromium: `node build/packaging/icons/draw.ts`. The files that it writes are kept, since packaging must not
 * need a browser.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const folder = import.meta.dirname;
const drawing = await readFile(join(folder, '..', '..', '..', 'renderer', 'icon.svg'), 'utf8');

/** The types of an ICNS file's parts, by the side of the picture that each holds. */
const icnsTypes: readonly (readonly [side: number, type: string])[] = [[16, 'icp4'], [32, 'icp5'], [32, 'ic11'], [64, 'ic12'], [128, 'ic07'], [256, 'ic08'], [256, 'ic13'], [512, 'ic09'], [512, 'ic14'], [1024, 'ic10']];
const icoSides = [16, 24, 32, 48, 64, 128, 256];

const pictures = await draw([...new Set([...icoSides, ...icnsTypes.map(([side]) => side)])]);
await writeFile(join(folder, 'icon.png'), picture(512));
await writeFile(join(folder, 'icon.ico'), ico());
await writeFile(join(folder, 'icon.icns'), icns());

async function draw(sides: readonly number[]): Promise<ReadonlyMap<number, Buffer>> {
  const browser = await chromium.launch({ executablePath: process.env['BOOTCATCH_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage();
  const drawn = new Map<number, Buffer>();
  for (const side of sides) {
    await page.setViewportSize({ width: side, height: side });
    await page.setContent(`<style>body{margin:0;overflow:hidden}svg{display:block;width:${side}px;height:${side}px}</style>${drawing}`);
    drawn.set(side, await page.screenshot({ omitBackground: true }));
  }
  await browser.close();
  return drawn;
}

function picture(side: number): Buffer {
  const drawn = pictures.get(side);
  if (!drawn) throw new Error(`No picture of ${side} pixels`);
  return drawn;
}

/** A directory of PNG files, as Windows reads it since Vista. */
function ico(): Buffer {
  const header = Buffer.alloc(6 + 16 * icoSides.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(icoSides.length, 4);
  let offset = header.length;
  for (const [index, side] of icoSides.entries()) {
    const at = 6 + 16 * index;
    // 256 is written as 0.
    header.writeUInt8(side % 256, at);
    header.writeUInt8(side % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(picture(side).length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += picture(side).length;
  }
  return Buffer.concat([header, ...icoSides.map(picture)]);
}

/** PNG files behind their types and lengths. */
function icns(): Buffer {
  const parts = icnsTypes.map(([side, type]) => chunk(type, picture(side)));
  return chunk('icns', Buffer.concat(parts));
}

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
}
