import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { expect, test as anyTest } from 'vitest';
import { appMissing, inMain, isStandIn, launchApp, startCatch, story, textOf, waitForHeld, word } from './launch.ts';

const test = anyTest.skipIf(appMissing !== '');

test('one click in a fresh app holds the practice server’s menu; the machine stays awake, quitting asks first, and the recording is saved', async () => {
  await using running = await launchApp();
  const { app, page, home } = running;
  await startCatch(page);
  await page.getByText(word('app.lap.gone'), { exact: true }).first().waitFor();
  await expect.poll(() => blockers(app)).toBe(isStandIn ? 1 : undefined);
  // A no to the question keeps everything as it is.
  const asked = await inMain(app, async ({ app, dialog }) => {
    const question = Promise.withResolvers<string>();
    dialog.showMessageBox = (options: unknown) => {
      question.resolve((options as { message: string }).message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
    app.quit();
    return question.promise;
  });
  expect(asked).toBe(word('desktop.quitDuringCatch', { servers: word('app.practiceServer') }));
  await waitForHeld(page);
  expect(await page.getByRole('option').count()).toBeGreaterThan(1);
  await expect.poll(() => blockers(app)).toBe(isStandIn ? 0 : undefined);
  // No window of the stand-in has the focus, so the shell tells it by itself.
  expect(await told(app)).toEqual(isStandIn ? [word('desktop.notify.held', { server: word('app.practiceServer') })] : undefined);

  // What was recorded goes where the person says.
  const file = join(home, 'taken along.ndjson');
  await inMain(app, ({ dialog }, filePath) => void (dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })), file);
  await page.getByRole('link', { name: word('app.recordings') }).click();
  await page.locator('.recording-link').click();
  await page.getByRole('button', { name: word('app.recordings.save') }).click();
  await page.getByRole('radio', { name: word('app.save.timeline') }).click();
  await page.getByRole('button', { name: word('app.save.do'), exact: true }).click();
  await page.getByText(word('app.export.saved', { file })).waitFor();
  expect(await readFile(file, 'utf8')).toContain('"event":"held"');
  await page.getByRole('button', { name: word('app.export.show') }).click();
});

/** How many sleep blockers run; Electron itself does not tell. */
const blockers = (app: ElectronApplication): Promise<number | undefined> =>
  inMain(app, ({ powerSaveBlocker }) => (powerSaveBlocker as unknown as { running?: Set<number> }).running?.size);

/** The titles of the notifications that were shown; Electron itself does not tell. */
const told = (app: ElectronApplication): Promise<string[] | undefined> =>
  inMain(app, ({ Notification }) => (Notification as unknown as { shown?: { title: string }[] }).shown?.map(({ title }) => title));

test('a window that is reloaded in the middle of a catch loses nothing of it', async () => {
  await using running = await launchApp();
  const { page } = running;
  await startCatch(page);
  await page.getByText(word('app.lap.gone'), { exact: true }).first().waitFor();
  await page.reload();
  await waitForHeld(page);
  // The story of the lap is whole: it begins before the reload, and there was only this one lap.
  expect(resetsIn(await story(running))).toBe(1);
});

test('a window whose process dies in the middle of a catch comes back to it', async () => {
  await using running = await launchApp();
  const { app, page, home } = running;
  await startCatch(page);
  await page.getByText(word('app.lap.gone'), { exact: true }).first().waitFor();
  const crashed = page.waitForEvent('crash');
  await inMain(app, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await crashed;
  // A page that has crashed can be driven no more; the window behind it can be asked.
  await expect.poll(() => textOf(app), { timeout: 60_000 }).toContain(word('app.held.title'));
  expect(resetsIn(await story(running))).toBe(1);
  expect(await readFile(join(home, 'logs', 'desktop.log'), 'utf8')).toContain('window: crashed');
});

/** How often the server was reset, as the story tells it. */
const resetsIn = (text: string): number => text.split(word('timeline.rebootAsked.hard')).length - 1;

test('an engine that dies is said, and starts again when the person says so', async () => {
  await using running = await launchApp();
  const { app, page, home } = running;
  await page.getByRole('button', { name: word('app.catch.start'), exact: true }).waitFor();
  const asked = await inMain(app, async ({ app, dialog }) => {
    const question = Promise.withResolvers<string>();
    dialog.showMessageBox = (options: unknown) => {
      question.resolve((options as { message: string }).message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
    const engine = app.getAppMetrics().find(({ type, name }) => type === 'Utility' && name === 'bootcatch engine');
    if (engine) process.kill(engine.pid, 'SIGKILL');
    return question.promise;
  });
  expect(asked).toMatch(/^The engine of bootcatch has ended unexpectedly/);
  // The window finds the new engine by itself.
  await startCatch(page);
  await waitForHeld(page);
  expect(await readFile(join(home, 'logs', 'desktop.log'), 'utf8')).toContain('engine: exit code');
});
