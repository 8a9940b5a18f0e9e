import { EncodedPacket, EncodedVideoPacketSource } from 'mediabunny';
import type { VideoParts } from '../../../core/contract/index.ts';
import type { VideoCodec } from './codecs.ts';
import type { FrameTime } from './frame-times.ts';

/** So many pictures may wait for the encoder. */
const waitingLimit = 4;

/** Encodes pictures into a track. Each of its methods throws what the encoder says where it gives up. */
export class PictureEncoder {
  readonly source: EncodedVideoPacketSource;
  readonly #encoder: VideoEncoder;
  readonly #size: VideoParts['size'];
  readonly #quantizer: number | undefined;
  /** The packets on their way into the track. */
  #packets: Promise<void> = Promise.resolve();
  #failure: DOMException | undefined;

  constructor({ name, config, quantizer }: VideoCodec, size: VideoParts['size']) {
    this.source = new EncodedVideoPacketSource(name);
    this.#size = size;
    this.#quantizer = quantizer;
    this.#encoder = new VideoEncoder({
      output: (chunk, meta) => {
        this.#packets = this.#packets.then(() => this.source.add(EncodedPacket.fromEncodedChunk(chunk), meta));
        // It is thrown by `end`.
        this.#packets.catch(() => undefined);
      },
      error: (error) => (this.#failure = error),
    });
    this.#encoder.configure(config);
  }

  /** Takes one more picture: red, green, blue, unused. Waits where the encoder is behind. */
  async add(pixels: ArrayBuffer, { atMs, lengthMs, isKey }: FrameTime): Promise<void> {
    while (this.#encoder.encodeQueueSize >= waitingLimit && !this.#failure) await new Promise((resolve) => this.#encoder.addEventListener('dequeue', resolve, { once: true }));
    if (this.#failure) throw this.#failure;
    const { width, height } = this.#size;
    const frame = new VideoFrame(pixels, { format: 'RGBX', codedWidth: width, codedHeight: height, timestamp: atMs * 1_000, duration: lengthMs * 1_000 });
    const options: VideoEncoderEncodeOptions & { vp9?: { quantizer: number } } = { keyFrame: isKey, ...(this.#quantizer !== undefined && { vp9: { quantizer: this.#quantizer } }) };
    this.#encoder.encode(frame, options);
    frame.close();
  }

  /** Resolves when everything is in the track. */
  async end(): Promise<void> {
    await this.#encoder.flush();
    await this.#packets;
    if (this.#failure) throw this.#failure;
    this.source.close();
  }

  /** Lets go of the encoder, also in the middle. */
  close(): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
  }
}
