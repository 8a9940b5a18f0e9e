import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test as anyTest } from 'vitest';
import { say } from '../../../core/messages/index.ts';
import { Studio } from '../../unit/recording/studio.ts';
import { appMissing, inMain, isStandIn, launchApp, word, type RunningApp } from './launch.ts';

const test = anyTest.skipIf(appMissing !== '');

const labels = ({ app }: RunningApp): Promise<string[]> => inMain(app, ({ Menu }) => (Menu as unknown as { template: { label: string }[] }).template.map(({ label }) => label));

test('the menu speaks the system’s language', async (context) => {
  context.skip(!isStandIn, 'reads the stand-in’s menu');
  await using running = await launchApp({ LANG: 'ja_JP.UTF-8' });
  const keys = ['file', 'edit', 'view', 'window', 'help'] as const;
  expect(await labels(running)).toEqual(keys.map((key) => say('ja', `desktop.menu.${key}`)));
});

test('a desktop without a keychain keeps no secret, and says so', async (context) => {
  context.skip(!isStandIn, 'the keychain here is the stand-in’s');
  await using running = await launchApp({ STAND_IN_KEYCHAIN: 'basic_text' });
  await running.page.getByText(word('app.settings'), { exact: true }).click();
  await running.page.getByText(word('app.settings.secrets.noKeychain')).waitFor();
});

test('the window opens where it was, and where it is when it closes is kept', async () => {
  const bounds = { x: 40, y: 30, width: 1000, height: 700 };
  await using running = await launchApp({}, { data: { 'desktop/window.json': JSON.stringify({ bounds, maximized: false }) } });
  const { app, home } = running;
  expect(await inMain(app, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())).toEqual(bounds);
  const path = join(home, 'desktop', 'window.json');
  await rm(path);
  const closed = app.waitForEvent('close');
  // It ends the app, and the answer to this call with it.
  await inMain(app, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined);
  await closed;
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ bounds, maximized: false });
});

test('a recording that the system opens is taken in and shown in the player', async () => {
  const studio = new Studio();
  studio.read('Unable to mount root fs');
  await studio.recorder.end();
  await using running = await launchApp();
  const { app, page, home } = running;
  const path = join(home, 'night.bootcatch');
  await writeFile(path, studio.file.bytes);
  await inMain(app, (electron, opened) => void electron.app.emit('open-file', { preventDefault: () => undefined }, opened), path);
  await page.getByRole('heading', { name: word('app.practiceServer') }).waitFor();
  expect(new URL(page.url()).hash).toBe('#/recording/night');
});
