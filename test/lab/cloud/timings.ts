/** From, to: each time it is needed, one value between them is drawn. Milliseconds. */
export type RangeMs = readonly [fromMs: number, toMs: number];

/** How long a cloud takes for what. */
export interface CloudTimings {
  /** Each API call, beside what its work takes. */
  readonly apiMs: RangeMs;
  /** On top of it, each call that asks for a console. */
  readonly consoleCallMs: number;
  /** From the answer to a hard reboot until the guest's process ends. */
  readonly dropMs: RangeMs;
  /** From there until the new process is started: the gap. */
  readonly downMs: number;
  /** From the running guest until the API says ACTIVE. */
  readonly activeMs: RangeMs;
  /** The last part of the gap: the new guest exists, its port does not answer yet, and tokens for it are good. */
  readonly earlyMs: RangeMs;
  /** The part before that one: console calls are answered 404, as if the server did not exist. */
  readonly notFoundMs: RangeMs;
  /** In the rest of the gap: how long a console call hangs before its 200, in a gap of {@link measuredGapMs} or longer; less in a shorter one. */
  readonly consoleHangMs: RangeMs;
  /** The chance that such a 200 carries a token for no port at all, which never works. */
  readonly deadTokenChance: number;
  /** In the first half of that time: how long a dial hangs before it ends; shortened in the same way. */
  readonly dialHangMs: RangeMs;
  /** From the 101 until the console proxy has looked the token up, whatever comes of it. */
  readonly tokenCheckMs: RangeMs;
  /** How long a soft reboot waits for a guest that does not listen, before it becomes a hard one. */
  readonly softWaitMs: number;
  /** How long stop and rescue wait for such a guest. */
  readonly stopWaitMs: number;
  /** From the answer to a start (or unrescue) until the guest's process is started. */
  readonly startMs: number;
}

/** The length of the gap in which the hangs were measured. */
export const measuredGapMs = 2_050;

/** As measured on Nova 26.2 with libvirt and QEMU. */
export const measuredTimings: CloudTimings = {
  apiMs: [30, 70],
  consoleCallMs: 0,
  dropMs: [190, 230],
  downMs: measuredGapMs,
  activeMs: [180, 220],
  earlyMs: [50, 150],
  notFoundMs: [200, 600],
  consoleHangMs: [1_200, 2_100],
  deadTokenChance: 0.5,
  dialHangMs: [1_400, 2_100],
  tokenCheckMs: [150, 180],
  softWaitMs: 121_000,
  stopWaitMs: 60_500,
  startMs: 1_000,
};

/** A cloud that waits for nothing and hands out good tokens only, for tests of what does not depend on time. */
export const promptTimings: CloudTimings = {
  apiMs: [0, 0],
  consoleCallMs: 0,
  dropMs: [0, 0],
  downMs: 0,
  activeMs: [0, 0],
  earlyMs: [0, 0],
  notFoundMs: [0, 0],
  consoleHangMs: [0, 0],
  deadTokenChance: 0,
  dialHangMs: [0, 0],
  tokenCheckMs: [0, 0],
  softWaitMs: 0,
  stopWaitMs: 0,
  startMs: 0,
};
