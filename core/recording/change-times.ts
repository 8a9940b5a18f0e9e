/** Changes of the picture that come within this time are one step. */
const ONE_STEP_MS = 20;

/** When the picture changed, in steps that a person can tell apart. */
export class ChangeTimes {
  readonly #times: number[] = [];

  /** In order: whole milliseconds, at which the change has happened. */
  get times(): readonly number[] {
    return this.#times;
  }

  add(atMs: number): void {
    const time = Math.ceil(atMs);
    if (time - (this.#times.at(-1) ?? -Infinity) >= ONE_STEP_MS) this.#times.push(time);
  }
}

/** Times as the index has them: each as its distance from the one before. */
export function toDistances(times: readonly number[]): number[] {
  return times.map((time, place) => time - (times[place - 1] ?? 0));
}

/** What {@link toDistances} took apart. */
export function fromDistances(distances: readonly number[]): number[] {
  let time = 0;
  return distances.map((distance) => (time += distance));
}
