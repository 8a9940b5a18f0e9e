import { expect, test, vi } from 'vitest';
import { chooseCodec } from '../../../renderer/recordings/video/codecs.ts';
import { frameTimes } from '../../../renderer/recordings/video/frame-times.ts';

const told = (times: ReturnType<typeof frameTimes>): string[] => times.map(({ atMs, lengthMs, isNew, isKey }) => `${atMs}+${lengthMs}${isNew ? ' new' : ''}${isKey ? ' key' : ''}`);

test('a video has a picture for each beat with a change, and one a second where it stands still', () => {
  expect(told(frameTimes({ changes: [0, 130, 180, 410, 2_700], gaps: [], durationMs: 3_000 }))).toEqual(['0+200 new key', '200+300 new', '500+1000 new', '1500+1000', '2500+200', '2700+300 new']);
});

test('what becomes unknown is a change, and the pictures end with the recording', () => {
  expect(told(frameTimes({ changes: [0, 390], gaps: [{ fromMs: 100, toMs: 210 }], durationMs: 395.5 }))).toEqual(['0+100 new key', '100+200 new', '300+95 new', '395+100 new']);
});

test('an empty recording is one picture, and a player finds a key picture every ten seconds', () => {
  expect(told(frameTimes({ changes: [], gaps: [], durationMs: 0 }))).toEqual(['0+100 new key']);
  expect(frameTimes({ changes: [], gaps: [], durationMs: 25_000 }).filter(({ isKey }) => isKey).map(({ atMs }) => atMs)).toEqual([0, 10_000, 20_000]);
});

test('the codec is the best that the browser encodes, and none where it encodes none', async () => {
  const size = { width: 720, height: 400 };
  expect(await chooseCodec('webm', size)).toBeUndefined();
  const supported = new Set(['vp09.00.51.08', 'vp8']);
  vi.stubGlobal('VideoEncoder', { isConfigSupported: (config: VideoEncoderConfig) => Promise.resolve({ supported: supported.has(config.codec) && config.bitrateMode !== 'quantizer' }) });
  try {
    expect(await chooseCodec('webm', size)).toEqual({ name: 'vp9', config: { codec: 'vp09.00.51.08', ...size, latencyMode: 'quality', bitrateMode: 'variable', bitrate: 720 * 400 * 6 } });
    expect(await chooseCodec('mp4', size)).toBeUndefined();
  } finally {
    vi.unstubAllGlobals();
  }
});
