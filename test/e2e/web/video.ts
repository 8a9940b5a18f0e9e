import type { Browser } from 'playwright-core';

/** What a browser makes of a video. */
export interface PlayedVideo {
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
  /** Differences between its picture and the other one, in steps of 255: on average, and of the worst sample. */
  readonly meanDifference: number;
  readonly worstDifference: number;
}

/** Plays a video in a page of its own up to a moment, and holds the picture there against a PNG. */
export async function comparePicture(browser: Browser, { video, png, atMs }: { readonly video: Uint8Array; readonly png: Uint8Array; readonly atMs: number }): Promise<PlayedVideo> {
  const page = await browser.newPage();
  try {
    const dataUrl = (type: string, bytes: Uint8Array): string => `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
    return await page.evaluate(
      async ({ videoAddress, pngAddress, seconds }) => {
        const film = document.createElement('video');
        film.src = videoAddress;
        await new Promise((resolve, reject) => {
          film.onloadeddata = resolve;
          film.onerror = () => reject(new Error(film.error?.message));
        });
        await new Promise((resolve) => {
          film.onseeked = resolve;
          film.currentTime = seconds;
        });
        const picture = new Image();
        picture.src = pngAddress;
        await picture.decode();
        const samplesOf = (source: CanvasImageSource): Uint8ClampedArray => {
          const canvas = document.createElement('canvas');
          canvas.width = picture.naturalWidth;
          canvas.height = picture.naturalHeight;
          const context = canvas.getContext('2d');
          context?.drawImage(source, 0, 0);
          return context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
        };
        const shown = samplesOf(film);
        const wanted = samplesOf(picture);
        let sum = 0;
        let worst = 0;
        for (let at = 0; at < wanted.length; at++) {
          const difference = Math.abs((shown[at] ?? 0) - (wanted[at] ?? 0));
          sum += difference;
          worst = Math.max(worst, difference);
        }
        return { width: film.videoWidth, height: film.videoHeight, durationMs: film.duration * 1_000, meanDifference: sum / wanted.length, worstDifference: worst };
      },
      { videoAddress: dataUrl('video/webm', video), pngAddress: dataUrl('image/png', png), seconds: atMs / 1_000 },
    );
  } finally {
    await page.close();
  }
}
