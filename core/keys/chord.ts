import type { KeyStroke } from '../rfb/session.ts';

/** Keys pressed together: down in their order, let go in the opposite one. Of one key, a tap. */
export function chord(...keysyms: readonly number[]): readonly KeyStroke[] {
  return [...keysyms.map((keysym) => ({ keysym, down: true })), ...keysyms.toReversed().map((keysym) => ({ keysym, down: false }))];
}
