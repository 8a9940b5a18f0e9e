import type { Menu, ScreenText } from '../reading.ts';
export function readMenu(_text: ScreenText): Menu | undefined { return undefined; }
