import { Emitter } from '../../../core/base/events.ts';
import { understand } from '../../../core/reading/meaning/understand.ts';
import type { Reading } from '../../../core/reading/reading.ts';
import type { RecordingFile } from '../../../core/recording/files.ts';
import { StreamClock } from '../../../core/recording/import/stream-clock.ts';
import { Recorder } from '../../../core/recording/recorder.ts';
import type { Recording } from '../../../core/recording/recording.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';

/**
 * Plays a recorded boot again and again on a screen, its time moved on, until `forMs` are over. With a file, the product's recorder looks on.
 * @returns the CPU time that this took, ms: all of the process, the packing in its threads included
 */
export async function repeat(boot: Recording, forMs: number, file?: RecordingFile): Promise<number> {
  const clock = new StreamClock();
  const screen = new Screen();
  const readings = new Emitter<Reading>();
  const ports = { clock, screen, onReading: readings.event, timeline: new Timeline(clock), freeBytes: () => Promise.resolve(undefined) };
  const recorder = file && new Recorder({ ...ports, file }, { about: { target: 'bench', provider: 'qemu', version: '0', system: '', locale: 'en' } });
  const before = process.cpuUsage();
  while (clock.now() < forMs) {
    const startMs = clock.now();
    for await (const { record, picture, text, damage } of boot.play()) {
      clock.runUntil(startMs + record.atMs);
      if (record.kind === 'size') screen.resize(record.width, record.height);
      if (record.kind === 'frame' && picture) {
        screen.pixels.set(picture.pixels);
        for (const area of damage) screen.addDamage(area);
        screen.commitFrame(false, clock.now());
      }
      if (record.kind === 'text') readings.fire({ frame: 0, ...understand(text) });
    }
    clock.runUntil(startMs + boot.durationMs);
    // The disk keeps up.
    await recorder?.flush();
  }
  await recorder?.end();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
