import { describe, expect, it } from 'vitest';
import { barMoved, takePicture } from '../../../core/reading/bar.ts';
import type { Font } from '../../../core/reading/fonts/font.ts';
import { knownFonts } from '../../../core/reading/fonts/known.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { black, drawText, fill, lightGrey, screenOf, setPixel } from './picture.ts';

const font = knownFonts(8, 16)[0] as Font;

function menuWith(selected: number, spacing = 16): Screen {
  const screen = new Screen();
  screen.resize(640, 400);
  ['first entry', 'second entry', 'third entry'].forEach((entry, index) => {
    const y = 64 + index * spacing;
    const [ink, paper] = index === selected ? [black, lightGrey] : [lightGrey, black];
    fill(screen, 80, y, 400, 16, paper);
    drawText(screen, [entry], { font, x: 88, y, ink, paper });
  });
  return screen;
}

describe('a bar that moved', () => {
  it('to the next entry', () => {
    expect(barMoved(takePicture(menuWith(0)), takePicture(menuWith(1)))).toEqual({ fromY: 64, toY: 80, height: 16 });
  });

  it('and back', () => {
    expect(barMoved(takePicture(menuWith(2)), takePicture(menuWith(0)))).toEqual({ fromY: 96, toY: 64, height: 16 });
  });

  it('over a gap between entries', () => {
    expect(barMoved(takePicture(menuWith(0, 40)), takePicture(menuWith(1, 40)))).toEqual({ fromY: 64, toY: 104, height: 16 });
  });

  it('on a real menu', () => {
    expect(barMoved(takePicture(screenOf('plain-menu-held')), takePicture(screenOf('plain-menu-held-second')))).toEqual({ fromY: 64, toY: 80, height: 16 });
  });

  it('with a cursor that blinks beside it', () => {
    const after = menuWith(1);
    fill(after, 8, 392, 8, 2, lightGrey);
    expect(barMoved(takePicture(menuWith(0)), takePicture(after))).toEqual({ fromY: 64, toY: 80, height: 16 });
  });
});

describe('no bar moved', () => {
  const before = takePicture(menuWith(0));

  it.each<[string, (screen: Screen) => void]>([
    ['nothing changed', () => undefined],
    ['a line of text appeared', (screen) => drawText(screen, ['Loading Linux 6.1.0 ...'], { font, y: 200 })],
    ['a second bar appeared', (screen) => fill(screen, 80, 160, 400, 16, lightGrey)],
    ['the screen was cleared', (screen) => fill(screen, 0, 0, 640, 400, black)],
    ['a single pixel', (screen) => setPixel(screen, 600, 300, lightGrey)],
  ])('%s', (_name, change) => {
    const after = menuWith(0);
    change(after);
    expect(barMoved(before, takePicture(after))).toBeUndefined();
  });

  it('the size changed', () => {
    const other = new Screen();
    other.resize(720, 400);
    expect(barMoved(before, takePicture(other))).toBeUndefined();
  });

  it('the bar moved, but a countdown went on as well', () => {
    const after = menuWith(1);
    drawText(after, ['Boot in 4 s.'], { font, y: 300 });
    expect(barMoved(before, takePicture(after))).toBeUndefined();
  });
});
