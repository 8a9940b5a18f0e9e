import type { VideoParts } from '../../../core/contract/index.ts';

/** The files that hold a video. */
export type VideoForm = 'webm' | 'mp4';

/** A way to encode a video. */
export interface VideoCodec {
  readonly name: 'vp9' | 'vp8' | 'avc';
  readonly config: VideoEncoderConfig;
  /** How coarse each picture may become (0 to 63), where the encoder is not held to a bitrate. */
  readonly quantizer?: number;
}

/** Text keeps its edges, and its colours to about one part in a hundred. */
const usualQuantizer = 20;
/** Bits a second for each pixel, where the encoder wants a bitrate: enough for a console that scrolls. */
const bitsPerPixel = 6;

/**
 * What is tried for each form, the best first. VP9's profile 1 keeps the colour of every pixel, which text needs; the others share it among four. MP4 is for players
 * that take H.264 alone, and of that only what all of them take. Each names a level that is high enough for any console. Behind VP9's level stand 8 bits, 4:4:4, and
 * the colours of a screen: BT.709 primaries, sRGB curve, BT.709 matrix, full range (the WebM project's codec strings want all of them or none).
 */
const candidates: Readonly<Record<VideoForm, readonly { readonly name: VideoCodec['name']; readonly codec: string; readonly constant: boolean }[]>> = {
  webm: [
    { name: 'vp9', codec: 'vp09.01.51.08.03.01.13.01.01', constant: true },
    { name: 'vp9', codec: 'vp09.00.51.08', constant: true },
    { name: 'vp9', codec: 'vp09.00.51.08', constant: false },
    { name: 'vp8', codec: 'vp8', constant: false },
  ],
  mp4: [
    { name: 'avc', codec: 'avc1.640033', constant: false },
    { name: 'avc', codec: 'avc1.42e033', constant: false },
  ],
};

/** The best codec that this browser encodes; undefined where it encodes none that goes into such a file. */
export async function chooseCodec(form: VideoForm, { width, height }: VideoParts['size']): Promise<VideoCodec | undefined> {
  if (!('VideoEncoder' in globalThis)) return undefined;
  for (const { name, codec, constant } of candidates[form]) {
    const config: VideoEncoderConfig = {
      codec,
      width,
      height,
      latencyMode: 'quality',
      ...(constant ? { bitrateMode: 'quantizer' } : { bitrateMode: 'variable', bitrate: width * height * bitsPerPixel }),
    };
    const { supported } = await VideoEncoder.isConfigSupported(config).catch(() => ({ supported: false }));
    if (supported) return { name, config, ...(constant && { quantizer: usualQuantizer }) };
  }
  return undefined;
}
