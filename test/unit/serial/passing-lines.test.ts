import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Console } from '../../../core/catch/console.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { Recorder } from '../../../core/recording/recorder.ts';
import { transcriptOf } from '../../../core/recording/export/text.ts';
import { searchRecording } from '../../../core/recording/search.ts';
import { gatherFacts } from '../../../core/report/facts.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { SerialSession } from '../../../core/serial/session.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import { MemoryFile, open } from '../recording/studio.ts';
import { FakeLink } from '../rfb/fake-link.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** What a kernel says in its first moment; each seventh line is longer than a row. */
const kernelLog = Array.from({ length: 300 }, (_, index) =>
  index === 0 ? '[    0.000000] Linux version 6.1.0-37-amd64 (debian-kernel@lists.debian.org)' : `[    ${(index / 1_000).toFixed(6)}] message number ${index}${index % 7 === 0 ? ' of which the end is on the next row, where a person finds it all the same' : ''}`,
);
/** As the rows of the terminal have them. */
const rowsOf = (line: string): string[] => (line.match(/.{1,80}/g) ?? []).map((row) => row.trimEnd());

describe('lines that pass within one moment', () => {
  let link: FakeLink;
  let console: Console;
  let file: MemoryFile;
  let recorder: Recorder;
  beforeEach(() => {
    const clock = new ManualClock();
    const timeline = new Timeline(clock);
    const screen = new Screen();
    link = new FakeLink();
    console = new Console(screen, new ScreenReader(screen), clock);
    file = new MemoryFile();
    recorder = new Recorder({ clock, screen, onReading: console.onReading, timeline, file, freeBytes: () => Promise.resolve(undefined) }, { about: { target: 'vm-01', provider: 'azure', version: '0.1.0', system: 'test', locale: 'en' } });
    console.adopt(new SerialSession(link, clock));
  });
  afterEach(() => console.dispose());

  /** The line says these parts at once, and the recording of it is ended when the last words are on the screen. */
  async function recorded(said: readonly string[], lastWords: string) {
    const shown = new Promise<void>((resolve) => {
      console.onReading(({ text }) => text.lines.some((line) => line.includes(lastWords)) && resolve());
    });
    for (const part of said) link.say(Buffer.from(part));
    await shown;
    await recorder.end();
    return open(file.bytes);
  }

  test('are all in the transcript, once and in order', async () => {
    const recording = await recorded([kernelLog.map((line) => `${line}\r\n`).join('') + 'vm-01 login: '], 'login:');
    expect((await transcriptOf(recording)).map(({ text }) => text)).toEqual([...kernelLog.flatMap(rowsOf), 'vm-01 login:']);
    await recording.close();
  });

  test('are found, and the report knows the kernel by them', async () => {
    const recording = await recorded([kernelLog.map((line) => `${line}\r\n`).join('') + 'vm-01 login: '], 'login:');
    expect((await searchRecording(recording, 'message number 150')).map(({ line }) => line)).toEqual([kernelLog[150]]);
    const facts = await gatherFacts(recording);
    expect(facts.kernels).toEqual(['6.1.0-37-amd64']);
    expect(facts.phases.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['kernel', 'login']));
    await recording.close();
  });

  test.each([
    ['in one message', ['Booting from Hard Disk...\r\nGRUB loading.\r\n\x1b[H\x1b[J\x1b[1;1HGNU GRUB  version 2.06\r\n']],
    ['in several', ['Booting from Hard Disk...\r\nGRUB loading.\r\n', '\x1b', '[2J\x1b[1;1HGNU GRUB  version 2.06\r\n']],
  ])('that are wiped at once are there, too: %s', async (_how, said) => {
    const recording = await recorded(said, 'GNU GRUB');
    expect((await transcriptOf(recording)).map(({ text }) => text)).toEqual(['Booting from Hard Disk...', 'GRUB loading.', 'GNU GRUB  version 2.06']);
    await recording.close();
  });
});
