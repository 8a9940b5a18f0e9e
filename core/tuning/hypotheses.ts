import { seededRandom } from '../practice/simulated/random.ts';
import { normalBelowFast, normalQuantile, NORMAL_LIMIT } from './normal.ts';
import { CELLS, cellEdgesMs, cellPlaceOfLog, cellsOf } from './time-grid.ts';

/** How many providers are thought of. More sharpen nothing that a few laps could tell, and each lap is weighed against every one. */
export const HYPOTHESES = 4_096;

/** Every way in which a provider is thought to behave, before any lap was seen; all equally likely. */
export interface Hypotheses {
  readonly count: number;
  /**
   * Works out a hypothesis's row of `downBelow` and its cells, where that was not done before: ask before each look at them. An estimate that was
   * kept leaves most hypotheses without weight, and nobody looks at those.
   */
  readonly tabulate: (index: number) => void;
  /** Share of the laps that are down no longer than each edge of the grid: one row a hypothesis. */
  readonly downBelow: Float64Array;
  /** The cells that hold all but a millionth of each: most hypotheses lie within a few, and nothing else of them needs to be looked at. */
  readonly firstCell: Int16Array;
  readonly lastCell: Int16Array;
  /** The window from the console's return to the end of the menu: log-normal. */
  readonly windowLogMedian: Float64Array;
  readonly windowSpread: Float64Array;
  /** By how many cells of the grid the time grows from one lap to the next; 0 for most. */
  readonly driftCells: Float64Array;
}

export const ROW = CELLS + 1;

/** One log-normal part of a distribution. */
export interface Part {
  readonly share: number;
  readonly logMedian: number;
  readonly spread: number;
}

/** One way to behave, in numbers. Times are logarithms of milliseconds. */
export interface Behaviour {
  readonly down: readonly Part[];
  readonly windowLogMedian: number;
  readonly windowSpread: number;
  /** By how much the logarithm of the time grows from lap to lap. */
  readonly driftPerLap: number;
}

/** The prior, in numbers: docs/tuning.md says why these. */
const prior = {
  downLogMedian: Math.log(4_000),
  downLogMedianSpread: 1.1,
  downSpread: [0.02, 0.5],
  twoModes: 0.25,
  heavyTail: 0.2,
  /** GRUB's usual five seconds, with what passes before the menu shows. */
  usualWindow: 0.5,
  usualWindowMs: [5_200, 7_000],
  windowLogMedian: Math.log(4_500),
  windowLogMedianSpread: 0.7,
  windowSpread: [0.02, 0.15],
  /** A time that creeps, lap by lap. */
  drifts: 0.25,
  driftPerLap: 0.05,
  /** Menus that are over as soon as the console is back. */
  noWindow: 0.04,
} as const;

const SEED = 20_261;
/** Less than this is nothing: a lap that fits no hypothesis is a hundred times likelier. */
const NO_MASS = 1e-6;
const logEdges = cellEdgesMs.map(Math.log);
let made: Hypotheses | undefined;
let tabulated = 0;

/** The library of hypotheses; the same in every process. */
export function hypotheses(): Hypotheses {
  made ??= libraryOf(behaviours());
  return made;
}

const ROWS_A_STEP = 256;

/** Tabulates a part of the library, a few milliseconds of work. @returns whether all of it is tabulated now */
export function makeHypotheses(): boolean {
  const { count, tabulate } = hypotheses();
  for (const end = Math.min(tabulated + ROWS_A_STEP, count); tabulated < end; tabulated++) tabulate(tabulated);
  return tabulated === count;
}

/** Puts behaviours into the tables that the estimate works with. */
export function libraryOf(all: readonly Behaviour[]): Hypotheses {
  const downBelow = new Float64Array(all.length * ROW);
  const firstCell = new Int16Array(all.length);
  const lastCell = new Int16Array(all.length);
  const isDone = new Uint8Array(all.length);
  const tabulate = (index: number): void => {
    if (isDone[index] === 1) return;
    isDone[index] = 1;
    const { down = [] } = all[index] ?? {};
    const row = downBelow.subarray(index * ROW, (index + 1) * ROW);
    const end = Math.max(...down.map(endOf));
    for (const part of down) addPart(row, part, end);
    row.fill(1, end);
    let [first, last] = [0, Math.min(end, CELLS - 1)];
    while (first < CELLS - 1 && (row[first + 1] ?? 0) < NO_MASS) first++;
    while (last > 0 && (row[last] ?? 0) > 1 - NO_MASS) last--;
    row.fill(1, last + 2);
    // All that is shorter than the grid is in its first cell.
    firstCell[index] = (row[0] ?? 0) > NO_MASS ? 0 : first;
    lastCell[index] = last;
  };
  return {
    count: all.length,
    tabulate,
    downBelow,
    firstCell,
    lastCell,
    windowLogMedian: Float64Array.from(all, ({ windowLogMedian }) => windowLogMedian),
    windowSpread: Float64Array.from(all, ({ windowSpread }) => windowSpread),
    driftCells: Float64Array.from(all, ({ driftPerLap }) => cellsOf(driftPerLap)),
  };
}

/** The first edge below which all of a part lies. */
function endOf({ logMedian, spread }: Part): number {
  return edgeAt(logMedian + NORMAL_LIMIT * spread);
}

/** Adds one part's share below each edge up to one below which all parts lie; only where it lies there is something to work out. */
function addPart(row: Float64Array, part: Part, end: number): void {
  const { share, logMedian, spread } = part;
  const from = edgeAt(logMedian - NORMAL_LIMIT * spread);
  const to = endOf(part);
  for (let edge = from; edge < to; edge++) row[edge] = (row[edge] ?? 0) + share * normalBelowFast(((logEdges[edge] ?? 0) - logMedian) / spread);
  for (let edge = to; edge < end; edge++) row[edge] = (row[edge] ?? 0) + share;
}

/** The first edge of the grid that is not before a time. */
function edgeAt(logTime: number): number {
  return Math.min(Math.max(Math.ceil(cellPlaceOfLog(logTime)), 0), ROW);
}

function behaviours(): Behaviour[] {
  const random = seededRandom(SEED);
  // Latin hypercube: each parameter is spread evenly over its range, whatever the others are.
  const spreadEvenly = (): Float64Array => {
    const places = new Float64Array(HYPOTHESES);
    for (let index = 0; index < HYPOTHESES; index++) places[index] = index;
    for (let index = HYPOTHESES - 1; index > 0; index--) {
      const other = Math.floor(random() * (index + 1));
      const place = places[index] ?? 0;
      places[index] = places[other] ?? 0;
      places[other] = place;
    }
    for (let index = 0; index < HYPOTHESES; index++) places[index] = ((places[index] ?? 0) + random()) / HYPOTHESES;
    return places;
  };
  const dimensions = Array.from({ length: 10 }, spreadEvenly);
  return Array.from({ length: HYPOTHESES }, (_, index) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, drift = 0, way = 0] = dimensions.map((dimension) => dimension[index]);
    return {
      down: downParts(a, b, c, d, e),
      windowLogMedian: windowOf(h, f),
      windowSpread: between(prior.windowSpread, g),
      driftPerLap: way < prior.drifts ? prior.driftPerLap * (2 * drift - 1) : 0,
    };
  });
}

function downParts(median: number, width: number, shape: number, one: number, other: number): readonly Part[] {
  const logMedian = prior.downLogMedian + prior.downLogMedianSpread * normalQuantile(median);
  const spread = between(prior.downSpread, width);
  if (shape < prior.twoModes) {
    const share = 0.15 + 0.45 * one;
    const narrow = Math.min(spread, 0.2);
    return [
      { share: 1 - share, logMedian, spread: narrow },
      { share, logMedian: logMedian + 0.3 + 1.2 * other, spread: narrow },
    ];
  }
  if (shape < prior.twoModes + prior.heavyTail) {
    const share = 0.08 + 0.22 * one;
    return [
      { share: 1 - share, logMedian, spread },
      { share, logMedian: logMedian + 0.2 + 0.6 * other, spread: 0.8 },
    ];
  }
  return [{ share: 1, logMedian, spread }];
}

/** Logarithm of a window's median. */
function windowOf(kind: number, place: number): number {
  if (kind < prior.noWindow) return Math.log(100 + 900 * place);
  if (kind < prior.noWindow + prior.usualWindow) return Math.log(between(prior.usualWindowMs, place));
  return prior.windowLogMedian + prior.windowLogMedianSpread * normalQuantile(place);
}

function between([least, most]: readonly [number, number], place: number): number {
  return least * (most / least) ** place;
}
