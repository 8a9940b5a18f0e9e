import { sleep, type Clock } from '../base/clock.ts';
import { chord } from '../keys/chord.ts';
import { barMoved, takePicture, type Picture } from '../reading/bar.ts';
import type { Menu, Reading } from '../reading/reading.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Console } from './console.ts';
import { keysyms } from './key-policy.ts';
import { firstOf } from './wait.ts';

export interface EchoTestPorts {
  readonly console: Console;
  readonly clock: Clock;
  readonly timeline: Timeline;
}

/** What is held where no word of it can be read. */
export const unreadMenu: Menu = { kind: 'unknown', view: 'menu', title: '', entries: [], selectedIndex: undefined, secondsLeft: undefined, nested: false, scrolled: false, complete: true };

/** Longer than one tick of any countdown. */
const STILL_MS = 1_500;
const MOVE_LIMIT_MS = 1_000;
/** Of the characters, as far as there are any, so few are read that no words can be trusted. */
const unreadShare = 0.5;

/** True where a picture shows something, but nothing that can be read. */
export function isUnread({ menu, phase, text }: Reading): boolean {
  return menu === undefined && phase === 'unknown' && text.exactShare < unreadShare;
}

/**
 * Whether a menu that can't be read stands: an arrow moves its bar, the opposite one brings it back, and apart from that the picture
 * stands still for longer than any countdown's tick. The highlight ends where it was.
 * @throws the signal's reason
 */
export async function echoTest({ console, clock, timeline }: EchoTestPorts, signal: AbortSignal): Promise<boolean> {
  const before = takePicture(console.screen);
  const standsAs = async (picture: Picture): Promise<boolean> => {
    await sleep(clock, STILL_MS, signal);
    return (await console.lookAgain()) !== undefined && samePicture(picture, console.screen);
  };
  const moves = async (name: 'DOWN' | 'UP', from: Picture): Promise<boolean> => {
    const keysym = name === 'DOWN' ? keysyms.down : keysyms.up;
    timeline.append({ event: 'keySent', key: name, count: 1, why: 'proof' });
    return firstOf<boolean>(signal, (done, parts) => {
      parts.add(console.onReading(() => barMoved(from, console.screen) && done(true)));
      parts.add(console.onGone(() => done(false)));
      parts.add(clock.setTimeout(() => done(false), MOVE_LIMIT_MS));
      console.send(...chord(keysym));
    });
  };
  if (!(await standsAs(before))) return false;
  // Where the bar is on the last entry, only UP moves it.
  const first = (await moves('DOWN', before)) ? 'DOWN' : (await moves('UP', before)) ? 'UP' : undefined;
  if (first === undefined || !(await moves(first === 'DOWN' ? 'UP' : 'DOWN', takePicture(console.screen)))) return false;
  return standsAs(before);
}

function samePicture(one: Picture, other: Picture): boolean {
  return one.width === other.width && one.height === other.height && Buffer.compare(one.pixels, other.pixels) === 0;
}
