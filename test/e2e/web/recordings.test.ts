import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Browser } from 'playwright-core';
import { recordedLaps } from '../../unit/recording/recorded.ts';
import { pngAt } from '../../../core/recording/export/export.ts';
import { coloursOnCanvas, launchBrowser, open, seriousFindings } from './browse.ts';
import { comparePicture } from './video.ts';
import { expectHeld, expectPractice } from './first-minute.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

test('the first minute in Japanese; its catch is found among the recordings, played, and saved', async () => {
  await using opened = await open(browser, { locale: 'ja', colours: 'dark' });
  const { page, word, complaints, host } = opened;
  await expectPractice(opened, 'ja');
  await page.getByRole('button', { name: word('app.catch.start'), exact: true }).click();
  await expectHeld(opened);

  await page.getByRole('link', { name: word('app.recordings') }).click();
  await page.locator('.recordings img').waitFor();
  await page.getByRole('textbox', { name: word('app.recordings.search') }).fill('Advanced options');
  await page.getByRole('button', { name: word('app.recordings.find') }).click();
  expect(await page.locator('.hit code').first().innerText()).toContain('Advanced options');
  expect(await seriousFindings(page)).toEqual([]);

  // The hit is marked in the picture.
  await page.locator('.hit').first().click();
  await expect.poll(() => coloursOnCanvas(page)).toBeGreaterThan(1);
  await page.locator('.picture-marks rect').waitFor();
  await page.getByRole('button', { name: word('app.recordings.save') }).click();
  await page.getByRole('radio', { name: word('app.save.transcript') }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: word('app.save.do'), exact: true }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toContain('Advanced options');
  const position = page.getByRole('slider', { name: word('app.player.position') });
  const at = async (): Promise<number> => Number(await position.getAttribute('aria-valuenow'));
  await page.keyboard.press('Home');
  await expect.poll(at).toBe(0);
  await page.keyboard.press('Space');
  await expect.poll(at).toBeGreaterThan(300);
  await page.keyboard.press('Space');
  await page.locator('.moments').getByText(word('timeline.held')).click();
  await page.getByText(word('app.player.asText'), { exact: true }).click();
  await expect.poll(() => page.locator('.text-view pre').innerText()).toContain('Advanced options for Practice Linux');
  await page.getByRole('button', { name: word('app.console.copy') }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('Advanced options for Practice Linux');
  expect(await seriousFindings(page)).toEqual([]);

  // Without ffmpeg the window makes the video by itself.
  vi.stubEnv('PATH', '/nowhere');
  await page.getByRole('button', { name: word('app.recordings.save') }).click();
  await page.getByRole('radio', { name: word('app.save.video') }).click();
  const filmed = page.waitForEvent('download');
  await page.getByRole('button', { name: word('app.save.do'), exact: true }).click();
  const video = await readFile(await (await filmed).path());
  vi.unstubAllEnvs();
  const heldMs = (await at()) - 500;
  const [recorded] = await host.engine.recordings.list();
  const png = await host.engine.recordings.use(recorded?.id ?? '', (recording) => pngAt(recording, heldMs));
  const played = await comparePicture(browser, { video, png, atMs: heldMs });
  // The last caption may stand a second longer than the picture.
  expect(Math.abs(played.durationMs - (recorded?.durationMs ?? 0))).toBeLessThan(1_200);
  // Shared colours (4:2:0) would make it ten times as different.
  expect(played.meanDifference).toBeLessThan(1.5);
  for (const text of ['app.save.captions', 'app.player.lane.phase', 'app.phase.bootMenu'] as const) expect(video.includes(word(text))).toBe(true);

  // Two laps side by side: the one that was missed and the one that held, on one clock.
  await writeFile(join(host.engine.ports.dataFolder, 'recordings', 'laps.bootcatch'), await recordedLaps());
  await page.evaluate(() => (location.hash = '#/laps/laps'));
  await expect.poll(() => page.locator('.lap-side').count()).toBe(2);
  await page.keyboard.press('End');
  await page.locator('.lap-told').getByText(word('timeline.held')).waitFor();
  expect(await seriousFindings(page)).toEqual([]);

  expect(complaints).toEqual([]);
});
