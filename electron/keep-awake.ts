import { powerSaveBlocker } from 'electron';
import type { EngineWatch } from './engine-watch.ts';

/** Keeps the machine from falling asleep while a catch runs. Its screen may go dark. */
export function setupKeepAwake(watch: EngineWatch): void {
  let blocker: number | undefined;
  watch.onCatches(() => {
    const runs = watch.running.length > 0;
    if (runs) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  });
}
