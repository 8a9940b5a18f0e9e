import RFB from '@novnc/novnc';
import type { LayoutName } from '../../core/contract/index.ts';
import type { ViewChannel } from '../host/connection.ts';
import { characterOn } from './layouts.ts';

/** The key that brings the keyboard back from the console. No boot menu and no firmware has a use for it; QEMU's own window knows it as well. */
export const leaveKey = 'Ctrl+Alt+G';

export interface AttachOptions {
  readonly readOnly: boolean;
  readonly onEnd: () => void;
  readonly onLeave: () => void;
  readonly onFocus: (has: boolean) => void;
  /** The layout of the person's keyboard, where they have named one. Asked at each key. */
  readonly layout: () => LayoutName | undefined;
}

/** noVNC at work in an element. */
export interface Attached {
  /** Names the picture for screen readers. */
  name(label: string): void;
  focus(): void;
  /** Presses or releases a key, as if on the keyboard. @param code its place, as browsers name it */
  key(keysym: number, code: string, down: boolean): void;
  dispose(): void;
}

/** Shows a console in an element, through the engine's view server. */
export function attach(element: HTMLElement, channel: ViewChannel, { readOnly, onEnd, onLeave, onFocus, layout }: AttachOptions): Attached {
  const rfb = new RFB(element, channel, { shared: true });
  rfb.scaleViewport = true;
  rfb.viewOnly = readOnly;
  rfb.background = 'transparent';
  const canvas = element.querySelector('canvas');
  canvas?.setAttribute('role', 'application');

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey && event.altKey && event.code === 'KeyG') {
      stop(event);
      rfb.blur();
      onLeave();
      return;
    }
    sendByPlace(event, true);
  };
  /** What each key gave when it went down: with Shift let go meanwhile, its release would look like another key's. */
  const downByPlace = new Map<string, number>();
  const onKeyUp = (event: KeyboardEvent): void => sendByPlace(event, false);
  const sendByPlace = (event: KeyboardEvent, down: boolean): void => {
    const { code, shiftKey } = event;
    const named = layout();
    const keysym = down ? named && characterOn(named, { code, shiftKey, capsLock: event.getModifierState('CapsLock') })?.charCodeAt(0) : downByPlace.get(code);
    if (keysym === undefined) return;
    stop(event);
    if (down) downByPlace.set(code, keysym);
    else downByPlace.delete(code);
    rfb.sendKey(keysym, code, down);
  };
  const onBlur = (): void => {
    onFocus(false);
    for (const [code, keysym] of downByPlace) rfb.sendKey(keysym, code, false);
    downByPlace.clear();
    // noVNC lets its keys go when the window loses the focus; losing it to another element is the same to the console.
    window.dispatchEvent(new Event('blur'));
  };
  const onFocusIn = (): void => onFocus(true);
  const parts = new AbortController();
  const { signal } = parts;
  if (!readOnly) {
    element.addEventListener('keydown', onKeyDown, { capture: true, signal });
    element.addEventListener('keyup', onKeyUp, { capture: true, signal });
    canvas?.addEventListener('blur', onBlur, { signal });
    canvas?.addEventListener('focus', onFocusIn, { signal });
  }
  rfb.addEventListener('disconnect', () => !signal.aborted && onEnd(), { signal });

  return {
    name: (label) => canvas?.setAttribute('aria-label', label),
    focus: () => rfb.focus({ preventScroll: true }),
    key: (keysym, code, down) => rfb.sendKey(keysym, code, down),
    dispose: () => {
      parts.abort();
      rfb.disconnect();
      element.replaceChildren();
    },
  };
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
