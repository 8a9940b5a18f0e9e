/** What a person can set of a server's timing, with the words for it and its limits. */
export const timingColumns = [
  { name: 'firstDelayMs', title: 'app.catch.firstDelay', min: 0, max: 600_000 },
  { name: 'intervalMs', title: 'app.catch.interval', min: 10, max: 60_000 },
  { name: 'maxInFlight', title: 'app.settings.timing.maxInFlight', min: 1, max: 32 },
  { name: 'probeTimeoutMs', title: 'app.settings.timing.timeout', min: 100, max: 60_000 },
] as const;
