import type { CurvePoint, TunedDetail } from '../../core/contract/index.ts';

/** Height of the drawing's own measure; its width is {@link WIDTH}. It is stretched to its place. */
export const HEIGHT = 100;
export const WIDTH = 1_000;

/** The line of the chances, as an SVG path. @param lastMs the delay at the right edge */
export function linePath(points: readonly CurvePoint[], lastMs = points.at(-1)?.delayMs ?? 0): string {
  return points.map(({ delayMs, chance }, index) => `${index === 0 ? 'M' : 'L'}${((delayMs / Math.max(lastMs, 1)) * WIDTH).toFixed(1)} ${((1 - chance) * HEIGHT).toFixed(2)}`).join('');
}

/** The band in which the chances most likely lie, as a closed SVG path. */
export function bandPath(points: readonly CurvePoint[]): string {
  const edge = (at: 0 | 1) => points.map(({ range, ...point }) => ({ ...point, range, chance: range[at] }));
  return points.length === 0 ? '' : `${linePath(edge(1))}${linePath(edge(0).reverse(), points.at(-1)?.delayMs).replace('M', 'L')}Z`;
}

/** Which point is nearest to a delay. */
export function nearestPoint(points: readonly CurvePoint[], delayMs: number): number {
  return points.reduce((best, { delayMs: at }, index) => (Math.abs(at - delayMs) < Math.abs((points[best]?.delayMs ?? 0) - delayMs) ? index : best), 0);
}

/** A stretch of the measured times, as shares of width and height. */
export interface DownBar {
  readonly from: number;
  readonly to: number;
  readonly height: number;
  /** Nothing says when it ends. */
  readonly isOpen: boolean;
}

/** Thinner than this it could not be seen. */
const THINNEST = 0.004;

/** How long the console was away, under the same scale as the curve; the highest bar is one whole. */
export function downBars(steps: TunedDetail['downSteps'], lastMs: number): DownBar[] {
  const most = Math.max(0, ...steps.map(({ share }) => share));
  return steps.flatMap(({ afterMs, byMs, share }): DownBar[] => {
    if (afterMs >= lastMs) return [];
    const from = afterMs / lastMs;
    return [{ from, to: Math.min(1, Math.max(from + THINNEST, (byMs ?? lastMs) / lastMs)), height: share / most, isOpen: byMs === null }];
  });
}
