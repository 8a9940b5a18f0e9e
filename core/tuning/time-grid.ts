/** Times in cells that grow with them: a provider that takes a minute need not be known to the millisecond. */
const FIRST_MS = 50;
const LAST_MS = 300_000;
/** Cells of the grid; each is 4.4 % longer than the one before. */
export const CELLS = 200;

const logFirst = Math.log(FIRST_MS);
const logStep = (Math.log(LAST_MS) - logFirst) / CELLS;

/** Where each cell begins, in milliseconds, and where the last one ends. */
export const cellEdgesMs: Float64Array = Float64Array.from({ length: CELLS + 1 }, (_, index) => Math.exp(logFirst + index * logStep));

/** The place of a time on the grid, in cells and parts of them, from 0 to {@link CELLS}. */
export function cellPlace(timeMs: number): number {
  if (timeMs <= FIRST_MS) return 0;
  return Math.min(CELLS, cellPlaceOfLog(Math.log(timeMs)));
}

/** The place of a time that is given as its logarithm; beyond the grid, too. */
export function cellPlaceOfLog(logTime: number): number {
  return (logTime - logFirst) / logStep;
}

/** The time at a place on the grid. */
export function placeMs(place: number): number {
  return Math.exp(logFirst + place * logStep);
}

/** The width of a stretch of logarithmic time, in cells. */
export function cellsOf(logTime: number): number {
  return logTime / logStep;
}
