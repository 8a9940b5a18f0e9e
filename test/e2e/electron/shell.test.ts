import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { say } from '../../../core/messages/index.ts';
import { isStandIn, launchApp, word, type RunningApp } from './launch.ts';

const labels = ({ app }: RunningApp): Promise<string[]> => app.evaluate(({ Menu }) => (Menu as unknown as { template: { label: string }[] }).template.map(({ label }) => label));

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

test('where the window was is where it opens again', async () => {
  const running = await launchApp();
  const path = join(running.home, 'desktop', 'window.json');
  await using _running = running;
  await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.emit('close', { preventDefault: () => undefined }));
  const kept = (): Promise<unknown> => readFile(path, 'utf8').then((text) => JSON.parse(text) as unknown, () => undefined);
  await expect.poll(kept).toMatchObject({ maximized: false, bounds: { width: expect.any(Number) as number } });
});
