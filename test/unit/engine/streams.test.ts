import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../core/base/events.ts';
import { follow } from '../../../core/engine/follow.ts';
import { tell, type Story } from '../../../core/engine/story.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import { ManualClock, settle } from '../support/manual-clock.ts';

/** Collects what a stream yields. */
function collect<T>(stream: AsyncIterable<T>): T[] {
  const values: T[] = [];
  void (async () => {
    for await (const value of stream) values.push(value);
  })();
  return values;
}

describe('a value as a stream', () => {
  const setUp = () => {
    const clock = new ManualClock();
    const changed = new Emitter<void>();
    const stop = new AbortController();
    const state = { value: 0 };
    const stream = follow({ read: () => ({ ...state }), changed: changed.event, clock, intervalMs: 50, signal: stop.signal });
    const set = (value: number): void => {
      state.value = value;
      changed.fire();
    };
    return { clock, stop, stream, set };
  };

  it('begins with what is, and skips to the latest in between', async () => {
    const { clock, set, stream } = setUp();
    const values = collect(stream);
    await settle();
    expect(values).toEqual([{ value: 0 }]);
    set(1);
    set(2);
    await clock.advance(49);
    expect(values).toHaveLength(1);
    set(3);
    await clock.advance(1);
    expect(values).toEqual([{ value: 0 }, { value: 3 }]);
    await clock.advance(1_000);
    set(4);
    await settle();
    expect(values.at(-1)).toEqual({ value: 4 });
  });

  it('says nothing where nothing is new', async () => {
    const { clock, set, stream } = setUp();
    const values = collect(stream);
    for (let turn = 0; turn < 5; turn++) {
      set(0);
      await clock.advance(100);
    }
    expect(values).toHaveLength(1);
  });

  it('keeps nothing for a reader that does not read', async () => {
    const { clock, set, stream } = setUp();
    await stream.next();
    for (let value = 1; value <= 1_000; value++) set(value);
    const next = stream.next();
    await clock.advance(50);
    expect((await next).value).toEqual({ value: 1_000 });
  });

  it('ends with its signal, and leaves no listener', async () => {
    const { clock, stop, stream } = setUp();
    await stream.next();
    const next = stream.next();
    stop.abort();
    await clock.advance(0);
    expect(await next).toEqual({ value: undefined, done: true });
    expect(clock.pending).toBe(0);
  });
});

describe('a story as a stream', () => {
  const note = (timeline: Timeline, count: number): void => {
    for (let left = count; left > 0; left--) timeline.append({ event: 'countdownGone' });
  };

  it('tells everything so far, in parts, then each new event, then the next story', async () => {
    const clock = new ManualClock();
    const changed = new Emitter<void>();
    let story: Story = { id: 'one', timeline: new Timeline(clock) };
    note(story.timeline, 1_200);
    const parts = collect(tell(() => story, changed.event, new AbortController().signal));
    await settle();
    expect(parts.map(({ timelineId, from, events }) => [timelineId, from, events.length])).toEqual([
      ['one', 0, 500],
      ['one', 500, 500],
      ['one', 1_000, 200],
    ]);
    note(story.timeline, 2);
    changed.fire();
    await settle();
    expect(parts.at(-1)).toMatchObject({ from: 1_200, events: [{ event: 'countdownGone' }, { event: 'countdownGone' }] });
    story = { id: 'two', timeline: new Timeline(clock) };
    changed.fire();
    await settle();
    expect(parts.at(-1)).toEqual({ timelineId: 'two', from: 0, events: [] });
  });

  it('misses nothing that happens while its reader is away', async () => {
    const clock = new ManualClock();
    const changed = new Emitter<void>();
    const story: Story = { id: 'one', timeline: new Timeline(clock) };
    const stream = tell(() => story, changed.event, new AbortController().signal);
    await stream.next();
    for (let turn = 0; turn < 10; turn++) {
      note(story.timeline, 1);
      changed.fire();
    }
    expect((await stream.next()).value).toMatchObject({ from: 0, events: { length: 10 } });
  });
});
