import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RecordingPlayer } from '../../../core/engine/recording-player.ts';
import { toAsciicast } from '../../../core/recording/export/asciicast.ts';
import { transcriptText } from '../../../core/recording/export/text.ts';
import { searchRecording } from '../../../core/recording/search.ts';
import type { Recording } from '../../../core/recording/recording.ts';
import { recordedSerial } from './recorded.ts';
import { open } from './studio.ts';

/** When each of the three screens came. */
const [menuMs, kernelMs, loginMs] = [0, 1_000, 2_000];

describe('a recording of a serial console', () => {
  let recording: Recording;
  let player: RecordingPlayer;
  beforeAll(async () => {
    recording = await open(await recordedSerial());
    player = new RecordingPlayer(recording);
  });
  afterAll(() => player.close());

  test('is played like any other: each moment has its picture and its exact text, forward and back', async () => {
    const login = await player.show(loginMs);
    expect(login).toMatchObject({ size: { width: 720, height: 384 }, exactShare: 1 });
    expect(login.lines.filter((line) => line !== '').at(-1)).toBe('vm-01 login:');
    expect(player.screen.pixels.some((value, at) => at % 4 < 3 && value > 0)).toBe(true);
    expect((await player.show(menuMs)).lines.map((line) => line.trim())).toContain('*Debian GNU/Linux');
    expect((await player.show(kernelMs)).lines[0]).toBe('[    0.000000] Linux version 6.1.0-37-amd64');
  });

  test('is searched, and the hit stands where the picture has it', async () => {
    expect(await searchRecording(recording, 'VM-01 login')).toEqual([{ atMs: loginMs, line: 'vm-01 login:' }]);
    expect((await player.show(loginMs, 'vm-01 login')).marks).toEqual([{ x: 0, y: 5 * 16, width: 11 * 9, height: 16 }]);
  });

  test('is whole as an asciicast and as a transcript', async () => {
    let cast = '';
    for await (const line of toAsciicast(recording, (phase) => phase)) cast += line;
    expect(JSON.parse(cast.split('\n')[0] ?? '')).toMatchObject({ version: 3, term: { cols: 80, rows: 24 }, title: 'vm-01' });
    for (const words of ['*Debian GNU/Linux', 'EXT4-fs (sda1): mounted filesystem', 'vm-01 login:']) expect(cast).toContain(words);
    expect(cast).toContain('"m","login"');
    expect(await transcriptText(recording)).toMatch(/\[ {5}2\.000\] vm-01 login:/);
  });
});
