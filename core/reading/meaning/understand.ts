import type { Reading, ScreenText } from '../reading.ts';
import { readMenu } from './menu.ts';
import { readPanic } from './panic.ts';
import { readPhase } from './phase.ts';

/** What the text of a screen means. A pure function: the same text, the same meaning, from a screen or a serial line. */
export function understand(text: ScreenText): Omit<Reading, 'frame'> {
  const menu = readMenu(text);
  const panic = readPanic(text);
  return { text, menu, panic, phase: readPhase(text, menu, panic) };
}
