import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { understand } from '../../../core/reading/meaning/understand.ts';
import { findCauses } from '../../../core/reading/panic/causes.ts';
import { panicDetails } from '../../../core/reading/panic/details.ts';
import { parsePanicPayload } from '../../../core/reading/panic/qr.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { changed } from './picture.ts';
import { textOf } from './text.ts';

const pieces = ['Kernel panic - not syncing: ', '[    1.000000] ', ' login:', '┌──────────────┐', '│*', '└──────────────┘', 'grub>', 'Press [Tab] to edit options', '\ufffd', ' ', 'x', '---[ end ', 'Boot in 5 s.', 'GNU GRUB  version 2.06'];
const anyLines = fc.array(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 12 })), { maxLength: 6 }).map((parts) => parts.join('')), { maxLength: 30 });

describe('anything may be on a screen', () => {
  it('any text has a meaning, and never a menu that is complete without entries', () => {
    fc.assert(
      fc.property(anyLines, fc.array(fc.nat(29), { maxLength: 4 }), (lines, bars) => {
        const { menu } = understand({ ...textOf(lines, bars), columns: 80 });
        if (menu?.view === 'menu' && menu.complete && menu.kind !== 'firmware') expect(menu.entries.length).toBeGreaterThan(0);
        panicDetails(textOf(lines));
        findCauses(lines);
        parsePanicPayload(lines.join('\n'));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('any picture can be read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 60 }), fc.infiniteStream(fc.nat(3)), (width, height, colours) => {
        const screen = new Screen();
        screen.resize(width, height);
        const reader = new ScreenReader(screen);
        for (let at = 0; at < width * height; at += 3) screen.pixels[at * 4] = (colours.next().value ?? 0) * 80;
        changed(screen, -5, -5, width + 10, height + 10);
        const { text } = reader.read();
        expect(text.exactShare).toBeGreaterThanOrEqual(0);
        expect(text.exactShare).toBeLessThanOrEqual(1);
      }),
      { numRuns: 12, seed: 1 },
    );
  });
});
