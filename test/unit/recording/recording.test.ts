import { describe, expect, test } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { freeBytesLeft } from '../../../core/recording/recorder.ts';
import { repairRecording } from '../../../core/recording/repair.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { MemoryFile, open, seeded, sourceOf, Studio, withoutChanges } from './studio.ts';

interface Known {
  readonly atMs: number;
  readonly pixels: Buffer;
  readonly line: string;
}

/** A session of many seconds and sizes, and what was on the screen after each of its steps. */
async function session(steps = 60, first: readonly [number, number] = [96, 64]): Promise<{ bytes: Buffer; known: Known[] }> {
  const studio = new Studio();
  const random = seeded(7);
  const known: Known[] = [];
  const sizes = [first, [64, 48], [101, 61]] as const;
  for (let step = 0; step < steps; step++) {
    const [width, height] = sizes[Math.floor(step / 25) % 3] ?? first;
    if (studio.screen.width !== width) studio.screen.resize(width, height);
    const x = Math.floor(random() * width);
    const y = Math.floor(random() * height);
    const area = { x, y, width: 1 + Math.floor(random() * (width - x)), height: 1 + Math.floor(random() * (height - y)) };
    const colours = [1, 2, 3, 5, 17, 300][step % 6] ?? 1;
    if (colours === 1) studio.fill(area, 0x336699 + step);
    else studio.noise({ ...area, width: Math.min(area.width, 40), height: Math.min(area.height, 30) }, colours, random);
    const line = `step ${step}`;
    studio.read('GNU GRUB', line);
    studio.timeline.append({ event: 'phase', phase: line });
    known.push({ atMs: studio.clock.now(), pixels: studio.picture(), line });
    await studio.clock.advance(331.25);
    if (step % 10 === 0) await studio.recorder.flush();
  }
  studio.recorder.mark('here');
  await studio.recorder.end();
  expect(studio.file.closed).toBe(true);
  return { bytes: studio.file.bytes, known };
}

const same = (one: Uint8Array | undefined, other: Uint8Array): boolean => one !== undefined && Buffer.compare(one, other) === 0;

describe('a recording', () => {
  test('gives back every picture, pixel for pixel, with its text and its events', async () => {
    const { bytes, known } = await session(60, [360, 200]);
    const recording = await open(bytes);
    expect(recording).toMatchObject({ complete: true, gaps: [], about: { target: 'web-01', startedAt: '2026-01-01T00:00:00.000Z' }, marks: [{ label: 'here' }] });
    for (const { atMs, pixels, line } of known) {
      const moment = await recording.seek(atMs + 1);
      expect(same(moment.picture?.pixels, pixels), line).toBe(true);
      expect(moment.text.lines).toEqual(['GNU GRUB', line]);
    }
    expect(recording.events.map((event) => event.event === 'phase' && event.phase)).toEqual(known.map(({ line }) => line));
  });

  test('plays in one go what seeking shows', async () => {
    const { bytes, known } = await session();
    const shown = new Map<string, Buffer>();
    for await (const { record, picture } of (await open(bytes)).play()) {
      if (record.kind === 'event' && record.event.event === 'phase' && picture) shown.set(record.event.phase, Buffer.from(picture.pixels));
    }
    for (const { line, pixels } of known) expect(same(shown.get(line), pixels), line).toBe(true);
  });

  test('has its pictures whether somebody looked at those before or not', async () => {
    const { bytes, known } = await session();
    let looked = 0;
    for await (const step of (await open(bytes)).play()) {
      const { record } = step;
      if (record.kind !== 'event' || record.event.event !== 'phase') continue;
      const { phase } = record.event;
      const place = known.findIndex(({ line }) => line === phase);
      if (place % 7 !== 6) continue;
      expect(same(step.picture?.pixels, known[place]?.pixels ?? Buffer.alloc(0)), phase).toBe(true);
      looked++;
    }
    expect(looked).toBe(8);
  });

  test('plays on from any moment', async () => {
    const { bytes, known } = await session(60, [360, 200]);
    const recording = await open(bytes);
    for (const place of [0, 1, 23, 40, 58]) {
      const { moment, steps } = await recording.playFrom((known[place]?.atMs ?? 0) + 1);
      expect(same(moment.picture?.pixels, known[place]?.pixels ?? Buffer.alloc(0)), `moment ${place}`).toBe(true);
      expect(moment.text.lines[1]).toBe(`step ${place}`);
      let seen = place;
      for await (const step of steps) {
        if (step.record.kind !== 'event') continue;
        seen++;
        expect(same(step.picture?.pixels, known[seen]?.pixels ?? Buffer.alloc(0)), `step ${seen} after ${place}`).toBe(true);
        if (seen === place + 3) break;
      }
      expect(seen).toBe(Math.min(place + 3, known.length - 1));
    }
  });

  test('tells when its picture changed, from the index or without it', async () => {
    const { bytes, known } = await session();
    const recording = await open(bytes);
    expect(recording.knowsChanges).toBe(true);
    const changes = await recording.changes();
    expect(changes).toEqual(known.map(({ atMs }) => Math.ceil(atMs)));
    const older = await open(await withoutChanges(bytes));
    expect(older).toMatchObject({ knowsChanges: false, complete: true });
    expect(await older.changes()).toEqual(changes);
    const cut = await open(bytes.subarray(0, bytes.length - 20));
    expect(cut.knowsChanges).toBe(true);
    expect(await cut.changes()).toEqual(changes);
  });

  test('is found again without its index, key frames and all', async () => {
    const { bytes, known } = await session(120);
    const whole = await open(bytes);
    const cut = await open(bytes.subarray(0, bytes.length - 20));
    expect(cut.complete).toBe(false);
    expect(cut.gaps).toEqual([]);
    expect(cut.events).toEqual(whole.events);
    expect(cut.marks).toEqual(whole.marks);
    const last = known.at(-1);
    expect(same((await cut.seek(Infinity)).picture?.pixels, last?.pixels ?? Buffer.alloc(0))).toBe(true);
  });

  test('opens wherever it is cut off, and shows nothing wrong', async () => {
    const { bytes, known } = await session(12);
    for (let length = 8; length < bytes.length; length += length < 400 ? 1 : 61) {
      const recording = await open(bytes.subarray(0, length));
      expect(recording.complete).toBe(false);
      const lastKnown = known.findLast(({ atMs }) => atMs <= recording.durationMs);
      const { picture, text } = await recording.seek(Infinity);
      if (text.lines.length > 0) expect(same(picture?.pixels, lastKnown?.pixels ?? Buffer.alloc(0)), `${length}`).toBe(true);
    }
  });

  test('with a flipped bit anywhere says what is missing and shows nothing wrong', async () => {
    const { bytes, known } = await session(90);
    const random = seeded(3);
    let lost = 0;
    for (let round = 0; round < 60; round++) {
      const damaged = Buffer.from(bytes);
      const at = 8 + Math.floor(random() * (bytes.length - 8));
      damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      const recording = await open(damaged);
      for (const { atMs, pixels, line } of [known[round % known.length], known.at(-1)].filter((one) => one !== undefined)) {
        const { picture, text } = await recording.seek(atMs + 1);
        if (picture && text.lines[1] === line) expect(same(picture.pixels, pixels), `bit in ${at}, ${line}`).toBe(true);
        if (!picture) lost++;
      }
    }
    expect(lost).toBeGreaterThan(0);
  });

  test('repaired has an index again and still says what is missing', async () => {
    const { bytes, known } = await session(90);
    const damaged = Buffer.from(bytes.subarray(0, bytes.length - 5));
    damaged.fill(0x55, Math.floor(bytes.length / 3), Math.floor(bytes.length / 3) + 40);
    const before = await open(damaged);
    expect(before.gaps).toHaveLength(1);
    const file = new MemoryFile();
    const report = await repairRecording(sourceOf(damaged), () => Promise.resolve(file));
    const after = await open(file.bytes);
    expect(after.complete).toBe(true);
    expect(after.gaps).toEqual(before.gaps);
    expect(report.gaps).toEqual(before.gaps);
    expect(after.events).toEqual(before.events);
    expect(same((await after.seek(Infinity)).picture?.pixels, known.at(-1)?.pixels ?? Buffer.alloc(0))).toBe(true);
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'recording.empty'],
    ['half a signature', Buffer.from([0x89, 0x42]), 'recording.empty'],
    ['another file', Buffer.from('%PDF-1.7 and so on'), 'recording.notOne'],
  ])('is not made out of %s', async (_name, bytes, code) => {
    await expect(open(bytes)).rejects.toSatisfy((error) => error instanceof BootcatchError && error.code === code);
  });

  test('believes no length that is made up', async () => {
    const random = seeded(11);
    const { bytes } = await session(10);
    for (let round = 0; round < 60; round++) {
      const garbage = Buffer.from(bytes);
      for (let at = 8 + Math.floor(random() * 60); at < garbage.length; at += 1 + Math.floor(random() * 40)) garbage[at] = Math.floor(random() * 256);
      const recording = await open(garbage);
      await recording.seek(Infinity);
    }
  });
});

describe('the recorder', () => {
  test('has all but the last moment on the disk at any time', async () => {
    const studio = new Studio();
    studio.screen.resize(64, 32);
    for (let second = 0; second < 5; second++) {
      studio.fill({ x: second, y: 0, width: 1, height: 1 }, 0xffffff);
      await studio.clock.advance(1_000);
    }
    // Not flushed: the timers alone have brought it there.
    await expect.poll(async () => (await open(studio.file.bytes)).durationMs).toBeGreaterThanOrEqual(4_000);
  });

  test('hands on what it has where the disk takes its time to be sure of it', async () => {
    const studio = new Studio();
    let forced = 0;
    studio.file.sync = () => (forced++, new Promise(() => undefined));
    studio.screen.resize(64, 32);
    for (let second = 0; second < 5; second++) {
      studio.fill({ x: second, y: 0, width: 1, height: 1 }, 0xffffff);
      await studio.clock.advance(1_000);
    }
    await expect.poll(async () => (await open(studio.file.bytes)).durationMs).toBeGreaterThanOrEqual(4_000);
    expect(forced).toBe(1);
  });

  test('has it on the disk on a machine that is too busy for its timers', async () => {
    const studio = new Studio();
    studio.screen.resize(64, 32);
    for (let change = 0; change < 10; change++) {
      studio.clock.pass(100);
      studio.fill({ x: change, y: 0, width: 1, height: 1 }, 0xffffff);
    }
    await expect.poll(async () => (await open(studio.file.bytes)).durationMs).toBeGreaterThanOrEqual(700);
  });

  test('keeps the time at which a picture was shown on a machine that is held up between any two looks at the clock', async () => {
    class HeldUpClock extends ManualClock {
      #heldUpMs = 0;
      override now(): number {
        this.#heldUpMs += 7;
        return super.now() + this.#heldUpMs;
      }
    }
    const studio = new Studio({}, new HeldUpClock());
    const shown: number[] = [];
    studio.screen.onFrame(({ atMs }) => shown.push(atMs - studio.timeline.startedAtMs));
    studio.screen.resize(64, 32);
    studio.fill({ x: 0, y: 0, width: 64, height: 32 }, 0x0000ff);
    await studio.recorder.end();
    const frames: number[] = [];
    for await (const { record } of (await open(studio.file.bytes)).play()) if (record.kind === 'frame') frames.push(record.atMs);
    expect(frames).toEqual(shown);
  });

  test('stores nothing where a server repeats what is there already', async () => {
    const studio = new Studio();
    studio.screen.resize(640, 480);
    studio.fill({ x: 0, y: 0, width: 640, height: 480 }, 0x202020);
    await studio.recorder.flush();
    const { length } = studio.file.bytes;
    for (let frame = 0; frame < 50; frame++) studio.fill({ x: 0, y: 0, width: 640, height: 480 }, 0x202020);
    await studio.recorder.flush();
    expect(studio.file.bytes.length).toBe(length);
  });

  test('ends with a notice where the disk is full, and keeps what was written', async () => {
    const studio = new Studio();
    studio.screen.resize(200, 100);
    studio.read('before');
    await studio.recorder.flush();
    studio.file.roomBytes = 60;
    const random = seeded(1);
    for (let frame = 0; frame < 10; frame++) {
      studio.noise({ x: 0, y: 0, width: 200, height: 100 }, 200, random);
      await studio.recorder.flush();
    }
    expect(studio.recorder.running).toBe(false);
    expect(studio.timeline.events).toMatchObject([{ event: 'notice', message: { key: 'recording.diskFull' } }]);
    const recording = await open(studio.file.bytes);
    expect((await recording.seek(Infinity)).text.lines).toEqual(['before']);
  });

  test('leaves room on the disk for others', async () => {
    const studio = new Studio();
    studio.freeBytes = freeBytesLeft - 1;
    await studio.clock.advance(5_000);
    expect(studio.recorder.running).toBe(false);
    expect(studio.timeline.events).toMatchObject([{ message: { key: 'recording.diskFull' } }]);
  });

  test('ends at its largest size', async () => {
    const studio = new Studio({ limitBytes: 20_000 });
    studio.screen.resize(200, 100);
    const random = seeded(1);
    for (let frame = 0; frame < 20; frame++) {
      studio.noise({ x: 0, y: 0, width: 200, height: 100 }, 200, random);
      await studio.recorder.flush();
    }
    expect(studio.timeline.events).toMatchObject([{ message: { key: 'recording.tooLong' } }]);
    await expect.poll(async () => (await open(studio.file.bytes)).complete).toBe(true);
  });

  const typed = async (studio: Studio): Promise<number[]> => {
    await studio.recorder.end();
    const keys: number[] = [];
    for await (const { record } of (await open(studio.file.bytes)).play()) if (record.kind === 'key') keys.push(record.keysym);
    return keys;
  };

  test('keeps no key unless asked to', async () => {
    const studio = new Studio();
    studio.read('root@web-01:~#');
    studio.recorder.keyPressed({ keysym: 0x61, down: true });
    studio.timeline.append({ event: 'keySent', key: 'a b c', count: 1, why: 'person' });
    expect(await typed(studio)).toEqual([]);
    expect(studio.file.bytes.includes('a b c')).toBe(false);
    expect((await open(studio.file.bytes)).events).toMatchObject([{ key: '…' }]);
  });

  test.each(['Password:', 'web-01 login: root\nPassword: ', 'Give root password for maintenance\n(or press Control-D to continue):', 'Enter passphrase for /dev/vda3: ', 'パスワード:', '[sudo] password for kei:'])(
    'keeps none at “%s”, even where asked to',
    async (screen) => {
      const studio = new Studio({ keys: true });
      studio.read('root@web-01:~#');
      studio.recorder.keyPressed({ keysym: 0x61, down: true });
      studio.read(...screen.split('\n'));
      studio.recorder.keyPressed({ keysym: 0x62, down: true });
      studio.read('root@web-01:~#', '');
      studio.recorder.keyPressed({ keysym: 0x63, down: true });
      expect(await typed(studio)).toEqual([0x61, 0x63]);
    },
  );
});
