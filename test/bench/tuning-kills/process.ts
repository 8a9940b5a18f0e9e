import { randomBytes, randomUUID } from 'node:crypto';
import { systemClock } from '../../../core/base/clock.ts';
import { Catcher } from '../../../core/catch/catcher.ts';
import { Console } from '../../../core/catch/console.ts';
import { createDialer } from '../../../core/link/dial.ts';
import { openConsolePort } from '../../../core/practice/simulated/console-port.ts';
import { startPracticeServer } from '../../../core/practice/simulated/practice-server.ts';
import { practiceTarget } from '../../../core/practice/simulated/practice-target.ts';
import { defaultPracticeSettings, type PracticeSettings } from '../../../core/practice/simulated/settings.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { createConsoleOpener } from '../../../core/rfb/open-console.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import { openTuner } from '../../../core/tuning/node/open-tuner.ts';

/**
 * Catches the practice server again and again until it is killed: process.ts <data folder>. Tells that it begins, each lap that has ended, as `<catch> <lap>`,
 * and anything that the tuning had to say.
 */
const [folder = ''] = process.argv.slice(2);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Over soon, so that a kill meets every part of a lap, and with a menu that is missed now and then. */
const settings: PracticeSettings = {
  ...defaultPracticeSettings,
  boot: { ...defaultPracticeSettings.boot, timeoutSeconds: 1, firmwareMs: 150, loaderMs: 100, kernelLoadMs: 150, kernelMs: 300 },
  dropMs: [50, 150],
  downMs: [100, 700],
  drop: 'cut',
};
print('begins');
const tuning = openTuner(folder, ({ key }) => print(`told ${key}`));
const server = await startPracticeServer(settings, { clock: systemClock, random: Math.random, randomBytes, openPort: openConsolePort });
const target = practiceTarget(server);
for (;;) {
  const catchId = randomUUID();
  const timeline = new Timeline(systemClock);
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), systemClock);
  const tuned = tuning.tuner.tune({ catchId, server: 'practice:kills', target, timeline, own: {} });
  let lap = 0;
  timeline.onAppend((event) => {
    if ((event.event === 'lapStarted' && event.lap > 1) || event.event === 'result') print(`${catchId} ${lap}`);
    if (event.event === 'lapStarted') lap = event.lap;
    if (event.event === 'notice' && event.message.key === 'tuning.notKept') print(`told ${String(event.message.values['reason'])}`);
  });
  const catcher = new Catcher({ keys: 'auto', lapLimit: 3, reboot: 'hard', force: true, evenIfHeld: true, advise: () => tuned.advise() }, { target, console, clock: systemClock, timeline, openConsole: createConsoleOpener(createDialer(systemClock), systemClock) });
  await catcher.run(new AbortController().signal);
  tuned.dispose();
  console.dispose();
}
