import { imageRecipes } from '../../core/practice/machine/recipes.ts';
import type { Target } from '../../core/providers/provider.ts';
import { cloudTarget } from '../lab/catching.ts';
import { startOpenStackLab } from '../lab/cloud/openstack-lab.ts';
import type { Condition } from './draw.ts';
import { wasPossible } from './physics.ts';

export interface LapOutcome<T> {
  readonly condition: Condition;
  /** By the machine itself. */
  readonly held: boolean;
  readonly why: string;
  /** Whether any client could have held it; see physics.ts. */
  readonly possible: boolean;
  /** From the console's port opening to the first key that reached the guest. */
  readonly firstKeyMs: number | undefined;
  /** What the contender says itself; undefined where its lap broke. */
  readonly contender: T | undefined;
}

/** Longest wait for the boot loader after the reboot: UEFI takes ten seconds by itself. */
const menuLimitMs = 60_000;
/** After its timeout a menu that nobody holds boots within this time. */
const graceMs = 3_000;

/** One lap in the lab's cloud; `use` is the contender's part, told when the lap is over. */
export async function runLap<T>(condition: Condition, use: (target: Target, stopped: AbortSignal) => Promise<T>): Promise<LapOutcome<T>> {
  const openStack = await startOpenStackLab(condition);
  const { lab } = openStack;
  const stopped = new AbortController();
  try {
    const target = await cloudTarget(openStack);
    let portOpenMs = 0;
    lab.machine.onStarted(({ atMs }) => (portOpenMs = atMs));
    const before = lab.truth.marks.length;
    const contending = use(target, stopped.signal);
    contending.catch(() => undefined);
    // Whoever comes too late gets the time that a menu has, and no more.
    const menu = await Promise.race([lab.truth.waitForMark('menu', { skip: before, limitMs: menuLimitMs }), contending.then(() => lab.truth.waitForMark('menu', { skip: before, limitMs: 1_000 }))]);
    const { timeoutSeconds } = imageRecipes[condition.image];
    const untilMs = menu.atMs + timeoutSeconds * 1_000 + graceMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, untilMs - performance.now())));
    const { held, why } = await lab.truth.menuHeld();
    stopped.abort();
    const firstKey = lab.truth.keys.find(({ atMs, down }) => down && atMs > portOpenMs);
    return {
      condition,
      held,
      why,
      possible: wasPossible(condition, { portOpenMs, menuMs: menu.atMs }, timeoutSeconds),
      firstKeyMs: firstKey && firstKey.atMs - portOpenMs,
      contender: await contending,
    };
  } finally {
    stopped.abort();
    await openStack.close();
  }
}
