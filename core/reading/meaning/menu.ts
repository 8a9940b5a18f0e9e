import type { Menu, ScreenText } from '../reading.ts';
import { readGrubMenu } from './grub-menu.ts';

/** The boot menu on the screen, of whichever loader. */
export function readMenu(text: ScreenText): Menu | undefined {
  return readGrubMenu(text);
}
