import type { Menu, Panic, Phase, ScreenText } from '../reading.ts';
export function readPhase(_text: ScreenText, _menu: Menu | undefined, _panic: Panic | undefined): Phase { return 'unknown'; }
