/** What one hostile stream may make the client keep, beyond what was there before. */
export const memoryLimitBytes = 64 << 20;
/** Below this no garbage collection is worth its time. */
const lookFromBytes = 48 << 20;

const { gc } = globalThis;
if (!gc) throw new Error('Run with --expose-gc: memory is measured after a collection, when only what is kept is left.');

const used = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** A collection takes longer than most inputs, so what lies around otherwise is measured once for so many of them. */
const watchesPerBase = 500;
let watches = 0;
let baseBytes = 0;

/** Watches what is kept between its beginning and now. */
export class MemoryWatch {
  readonly #baseBytes: number;
  mostBytes = 0;

  /** @param exact true where what is kept now is measured now */
  constructor(exact = false) {
    if (exact || watches++ % watchesPerBase === 0) {
      gc?.();
      baseBytes = used();
    }
    this.#baseBytes = baseBytes;
  }

  /** @throws where more is kept than {@link memoryLimitBytes} */
  check(always = false): void {
    if (!always && used() - this.#baseBytes < lookFromBytes) return;
    gc?.();
    this.mostBytes = Math.max(this.mostBytes, used() - this.#baseBytes);
    if (this.mostBytes > memoryLimitBytes) throw new Error(`The client keeps ${(this.mostBytes / 2 ** 20).toFixed(1)} MiB.`);
  }
}
