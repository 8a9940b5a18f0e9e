import type { Panic, ScreenText } from '../reading.ts';
export function readPanic(_text: ScreenText): Panic | undefined { return undefined; }
