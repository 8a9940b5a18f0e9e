import { useEffect, useRef } from 'react';

export interface PlayerKeys {
  readonly toggle: () => void;
  readonly move: (byMs: number) => void;
  readonly step: (direction: 1 | -1) => void;
  readonly seek: (atMs: number) => void;
}

const MOVE_MS = 1_000;
const FAR_MS = 10_000;

/** Does what a key asks of the player. @returns false for keys that mean nothing to it */
export function playKey({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>, { toggle, move, step, seek }: PlayerKeys): boolean {
  const far = shiftKey ? FAR_MS : MOVE_MS;
  const acts: Readonly<Record<string, () => void>> = {
    ' ': toggle,
    ArrowLeft: () => move(-far),
    ArrowRight: () => move(far),
    ',': () => step(-1),
    '.': () => step(1),
    Home: () => seek(0),
    End: () => seek(Infinity),
  };
  const act = acts[key];
  act?.();
  return act !== undefined;
}

/** Where keys have a meaning of their own. */
const ownKeys = 'input:not([type="checkbox"]), textarea, select, pre, [role="menu"], [role="dialog"]';
/** What Space presses. */
const pressable = 'button, a, input';

/** The player's keys, wherever on its page the focus is. */
export function usePlayerKeys(keys: PlayerKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { target, key } = event;
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      if (target instanceof Element && (target.closest(ownKeys) || (key === ' ' && target.closest(pressable)))) return;
      if (playKey(event, latest.current)) event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
