import { chord } from '../core/keys/chord.ts';
import { randomUUID } from 'node:crypto';
import { sleep } from '../core/base/clock.ts';
import { BootcatchError } from '../core/base/error.ts';
import { Catcher } from '../core/catch/catcher.ts';
import { Console } from '../core/catch/console.ts';
import { keysymOf } from '../core/keys/keysyms.ts';
import { ScreenReader } from '../core/reading/reader.ts';
import { hardestReboot } from '../core/providers/provider.ts';
import { Screen } from '../core/screen/screen.ts';
import { Timeline } from '../core/timeline/timeline.ts';
import { LEAVING_MENU_MS, usualLapMs } from '../core/tuning/calibration.ts';
import { openTuner } from '../core/tuning/node/open-tuner.ts';
import type { Context } from './context.ts';
import { attemptsKey, homeFolder, openTarget, tellPerson, type TargetFlags } from './targets.ts';

const ENTER = keysymOf('\n');

/**
 * Reboots a target so many times, one lap each, to measure it. Naming the target is the consent; a screen with work in progress stops it.
 * @throws BootcatchError `tuning.cannotReboot`, `catch.stop.*`, and what opening the target throws
 */
export async function calibrate(context: Context, name: string, times: number, flags: TargetFlags): Promise<void> {
  const { clock, openConsole, signal } = context;
  const tuning = openTuner(homeFolder(context), tellPerson(context));
  const opened = await openTarget(context, name, flags);
  try {
    const { target } = opened;
    if (!target.reboot) throw new BootcatchError('tuning.cannotReboot', { target: target.label });
    const server = attemptsKey(name, target);
    const lapMs = usualLapMs(tuning.attempts, server);
    context.stderr.write(`${context.say('tuning.calibrating', { target: target.label, times, seconds: Math.ceil((times * lapMs) / 1_000) })}\n`);
    for (let lap = 1; lap <= times; lap++) {
      const timeline = new Timeline(clock);
      const screen = new Screen();
      const console = new Console(screen, new ScreenReader(screen), clock);
      const tuned = tuning.tuner.tune({ catchId: randomUUID(), server, target, timeline, own: {} });
      try {
        const catcher = new Catcher({ keys: 'auto', lapLimit: 1, reboot: hardestReboot(target), force: false, evenIfHeld: true, advise: () => tuned.advise() }, { target, console, clock, timeline, openConsole });
        const { outcome, message } = await catcher.run(signal);
        signal.throwIfAborted();
        if (outcome === 'failed') throw new BootcatchError('tuning.calibrationStopped', { lap, message: context.say(message.key as 'catch.held', message.values) });
        context.stderr.write(`${context.say('tuning.calibrated', { lap, times, outcome: context.say(outcome === 'held' ? 'tuning.outcome.held' : 'tuning.outcome.missed') })}\n`);
        // The next lap could not tell a menu that still stands from its own.
        if (outcome === 'held') {
          console.send(...chord(ENTER));
          await sleep(clock, LEAVING_MENU_MS, signal);
        }
      } finally {
        tuned.dispose();
        console.dispose();
      }
    }
  } finally {
    tuning.close();
    await opened.dispose();
  }
}
