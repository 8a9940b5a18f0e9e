type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The properties that have a value. */
export function withoutUndefined<T extends object>(object: T): Given<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Given<T>;
}
