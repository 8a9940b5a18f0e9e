import type { Target } from '../../../core/providers/provider.ts';

/** Who tries to hold a menu. */
export interface Contender {
  readonly name: string;
  /**
   * One lap, from before the reboot until `stopped`: connects, has the server rebooted once, comes back, presses keys. Whether the menu is
   * held in the end is judged by the machine, not by the contender.
   */
  lap(target: Target, stopped: AbortSignal): Promise<void>;
  close?(): Promise<void>;
}
