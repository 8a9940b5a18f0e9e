import { systemClock } from '../../../core/base/clock.ts';
import { Console } from '../../../core/catch/console.ts';
import { createDialer } from '../../../core/link/dial.ts';
import { startRecording } from '../../../core/recording/library.ts';
import { nodeRecordingFiles } from '../../../core/recording/node-files.ts';
import type { Recorder } from '../../../core/recording/recorder.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { createConsoleOpener } from '../../../core/rfb/open-console.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { narrate } from '../../../core/catch/narrate.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';

/** A console that is being recorded with the product's own parts. */
export interface RecordedConsole {
  readonly screen: Screen;
  readonly console: Console;
  readonly timeline: Timeline;
  readonly recorder: Recorder;
  close(): Promise<void>;
}

/** Opens the console on a port of this machine and records it. */
export async function recordPort(port: number, file: string): Promise<RecordedConsole> {
  const screen = new Screen();
  const timeline = new Timeline(systemClock);
  const console = new Console(screen, new ScreenReader(screen), systemClock);
  const started = await startRecording({
    screen,
    onReading: console.onReading,
    timeline,
    clock: systemClock,
    files: nodeRecordingFiles,
    place: { file },
    about: { target: 'qemu:text', provider: 'qemu', endpoint: `vnc://127.0.0.1:${port}`, locale: 'en' },
  });
  if (!started) throw new Error('Nothing is recorded.');
  const narration = narrate(console, timeline, systemClock);
  const open = createConsoleOpener(createDialer(systemClock), systemClock);
  const { signal } = new AbortController();
  console.adopt(await open({ kind: 'tcp', host: '127.0.0.1', port }, { handshake: 'whole', firstKeys: [], timeoutMs: 60_000, signal }));
  return {
    screen,
    console,
    timeline,
    recorder: started.recorder,
    close: async () => {
      await started.recorder.end();
      narration.dispose();
      console.dispose();
    },
  };
}
