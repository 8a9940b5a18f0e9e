export type ScaleMode = 'whole' | 'fill' | 'one';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How large a picture is shown, as a factor of its own size in CSS pixels. `whole`: by whole device pixels where the picture fits, so that
 * console text stays crisp; smaller than that only where it does not fit. `fill`: as large as fits. `one`: one to one, whatever fits.
 */
export function fitFactor(picture: Size, space: Size, mode: ScaleMode, devicePixelRatio: number): number {
  if (mode === 'one') return 1;
  const largest = Math.min(space.width / picture.width, space.height / picture.height);
  if (!(largest > 0) || !Number.isFinite(largest)) return 1;
  const wholeDevicePixels = Math.floor(largest * devicePixelRatio);
  return mode === 'whole' && wholeDevicePixels >= 1 ? wholeDevicePixels / devicePixelRatio : largest;
}

/** Whether a picture at this factor keeps every pixel the same size. */
export function isCrisp(factor: number, devicePixelRatio: number): boolean {
  return Math.abs(factor * devicePixelRatio - Math.round(factor * devicePixelRatio)) < 1e-6 && factor * devicePixelRatio >= 1;
}
