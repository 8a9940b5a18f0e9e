import { ScreenReader } from '../../core/reading/reader.ts';
import { Screen } from '../../core/screen/screen.ts';
import { knownFonts } from '../../core/reading/fonts/known.ts';
import { changed, drawText, screenOf } from '../unit/reading/picture.ts';
import { median, ms, percentile, table, type Section } from './numbers.ts';

const warmUps = 30;

/** How long one look at the screen takes: the whole of it, and one changed line. */
export function reading(times: number): Section {
  const rows = [
    row('80×25, VGA text (GRUB’s menu)', screenOf('text-menu-countdown'), times, 0),
    row('100×37, Unifont (GRUB’s menu)', screenOf('graphical-menu-countdown'), times, 10),
    row('160×48, framebuffer console (kernel log)', consoleLog(), times, 0),
  ];
  return { name: 'reading', title: `Reading the screen, ${times} times`, body: table(['screen', 'all of it, median', '95th percentile', 'one changed line, median'], rows) };
}

const lineHeight = 16;

/** @param top where the first line begins */
function row(name: string, screen: Screen, times: number, top: number): string[] {
  const whole = measure(screen, times, (reader) => {
    changed(screen);
    return reader.read();
  });
  const line = measure(screen, times, (reader, index) => {
    // The sixth line takes turns at being a copy of the fourth and of the fifth.
    const start = (line: number): number => (top + line * lineHeight) * screen.width * 4;
    const from = 3 + (index % 2);
    screen.pixels.copyWithin(start(5), start(from), start(from + 1));
    const y = top + 5 * lineHeight;
    changed(screen, 0, y, screen.width, lineHeight);
    return reader.read();
  });
  return [name, ms(median(whole)), ms(percentile(whole, 0.95)), ms(median(line))];
}

function measure(screen: Screen, times: number, look: (reader: ScreenReader, index: number) => unknown): number[] {
  const reader = new ScreenReader(screen);
  changed(screen);
  reader.read();
  const taken: number[] = [];
  for (let index = -warmUps; index < times; index++) {
    const startedAtMs = performance.now();
    look(reader, Math.abs(index));
    if (index >= 0) taken.push(performance.now() - startedAtMs);
  }
  return taken;
}

function consoleLog(): Screen {
  const screen = new Screen();
  screen.resize(1_280, 768);
  const font = knownFonts(8, 16).find(({ name }) => name.includes('8x16'));
  if (!font) throw new Error('The font is missing.');
  const lines = Array.from({ length: 48 }, (_, index) => `[    ${(index / 7).toFixed(6)}] pci 0000:00:${String(index).padStart(2, '0')}.0: [8086:7010] type 00 class 0x010180 conventional PCI endpoint, `.padEnd(160, 'usb ').slice(0, 160));
  drawText(screen, lines, { font });
  return screen;
}
