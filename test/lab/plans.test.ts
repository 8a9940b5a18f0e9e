import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/base/clock.ts';
import { Catcher } from '../../core/catch/catcher.ts';
import { Console } from '../../core/catch/console.ts';
import { press } from '../../core/catch/press.ts';
import { createDialer } from '../../core/link/dial.ts';
import { parsePlan } from '../../core/plans/grammar.ts';
import { runPlan } from '../../core/plans/run.ts';
import { startQemuTarget } from '../../core/practice/machine/target.ts';
import { ScreenReader } from '../../core/reading/reader.ts';
import { createConsoleOpener } from '../../core/rfb/open-console.ts';
import { Screen } from '../../core/screen/screen.ts';
import { Timeline } from '../../core/timeline/timeline.ts';
import { crowdedImage } from './crowded-image.ts';
import { lockedImage, lockedPassword, lockedUser } from './locked-image.ts';
import { imageCache, surroundings, withMachine } from './machine.ts';
import { holdAndOpen } from './planning.ts';
import { labMissing } from './tools.ts';

const root = 'root=UUID=3f1c8a52-7d0e-4b6a-9c55-e2b18f04d7a1 ro console=ttyS0 console=tty0';

describe.skipIf(labMissing !== '')('plans on a real GRUB', () => {
  it('a catch with rescue-entry ends in the rescue shell, and what is typed there arrives, though nobody told of the console’s Japanese layout', async () => {
    const target = await startQemuTarget({ image: 'text', cacheFolder: imageCache, downMs: 500, keyboardLayout: 'ja' }, surroundings);
    const screen = new Screen();
    const console = new Console(screen, new ScreenReader(screen), systemClock);
    const timeline = new Timeline(systemClock);
    const plan = parsePlan(`rescue-entry; type 'echo "$((6*7))_{a}|[b]=^~"\\n'; wait /^42_\\{a\\}\\|\\[b\\]=\\^~$/ 20s`);
    try {
      const ports = { target, console, clock: systemClock, timeline };
      const catcher = new Catcher({ keys: 'auto', lapLimit: 2, reboot: 'hard', force: false }, { ...ports, openConsole: createConsoleOpener(createDialer(systemClock), systemClock), then: (hold) => runPlan(plan, { ...ports, ...hold }) });
      const result = await catcher.run(new AbortController().signal);
      expect(result).toMatchObject({ outcome: 'held', message: { key: 'plan.done' } });
      expect(console.reading?.phase).toBe('rescueShell');
    } finally {
      console.dispose();
      await target.close();
    }
  });

  it('edits the kernel line, through a Japanese console too, and presses nothing where the screen shows something else', async () => {
    await withMachine('text', { keyboardLayout: 'ja' }, async (lab) => {
      const held = await holdAndOpen(lab);
      const words = `systemd.unit=rescue.target a_b:[c]@1 "d e" ~*(x)+y?`;
      expect(await held.carryOut(`select /\\(rescue\\)/; edit-kernel 'append ${words}'`)).toBe('done');
      const kernel = lab.image.titles.rescue.replace(/^.*Linux (\S+) .*$/, '$1');
      expect(await held.commandLine()).toBe(`BOOT_IMAGE=/boot/vmlinuz-${kernel} ${root} ${words}`);
      const keys = lab.truth.keys.length;
      expect(await held.carryOut('boot')).toBe('plan.unexpectedScreen');
      expect(lab.truth.keys).toHaveLength(keys);
      held.console.dispose();
    });
  });

  it('walks a list longer than its box, and finds the kernel line below the editor’s', async () => {
    await withMachine(await crowdedImage(), {}, async (lab) => {
      const held = await holdAndOpen(lab, { hold: false });
      expect(await held.carryOut('select /, with Linux/; edit-kernel break-initramfs')).toBe('done');
      expect(await held.commandLine()).toMatch(new RegExp(` ${root} break=mount$`));
      held.console.dispose();
    });
  });

  it('stops where GRUB asks for its password, names a plan that may need none, and types the password where it is told to', async () => {
    await withMachine(await lockedImage(), {}, async (lab) => {
      const held = await holdAndOpen(lab, { hold: false });
      const nextOf = (): unknown => held.timeline.events.findLast((event) => event.event === 'notice')?.message.values['next'];
      expect(await held.carryOut('single-user')).toBe('plan.passwordAsked');
      expect(nextOf()).toBe('rescue-entry');
      await lab.truth.press('esc');
      expect(await held.carryOut('rescue-entry')).toBe('plan.passwordAsked');
      expect(nextOf()).toBe('previous-kernel');
      expect(await held.carryOut(`type '${lockedUser}\\n${lockedPassword}\\n'; wait prompt`)).toBe('done');
      expect(lab.truth.lastMark?.mark).toBe('rescue');
      expect(JSON.stringify(held.timeline.events)).not.toContain(lockedPassword);
      held.console.dispose();
    });
  });

  it('proves a menu that it cannot read by its bar', async () => {
    await withMachine('japanese', {}, async (lab) => {
      const unread = { frame: 0, text: { lines: [], font: undefined, exactShare: 0, inverseRows: [] }, menu: undefined, phase: 'unknown', panic: undefined } as const;
      const { console, timeline } = await holdAndOpen(lab, { hold: false, reader: () => ({ read: () => unread }) });
      const sight = { menuSeen: false, kernelCame: false, keysWereEarly: false, blackReconnects: 0 };
      const request = { key: 'f4', chosen: false, script: undefined, keyIntervalMs: 100, cameBack: false, oldText: undefined, sight, limitMs: 40_000, signal: new AbortController().signal } as const;
      expect(await press(request, { console, clock: systemClock, timeline })).toMatchObject({ kind: 'held', proof: 'echo' });
      expect(await lab.truth.menuHeld()).toEqual({ held: true, why: 'the menu stands' });
      console.dispose();
    });
  });
});
