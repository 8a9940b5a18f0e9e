import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchBrowser, open, rescueEntry, seriousFindings, waitForHeld, waitForPanic } from './browse.ts';
import { expectHeld, expectPractice } from './first-minute.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

test('the first minute and the whole way with the keyboard alone: catch, move the real highlight, boot the rescue entry, type into its shell', async () => {
  await using opened = await open(browser);
  const { page, word, complaints } = opened;
  const { keyboard } = page;
  const tabTo = async (name: string): Promise<void> => {
    for (let tabs = 0; tabs < 40; tabs += 1) {
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? (document.activeElement instanceof HTMLElement ? document.activeElement.innerText : ''));
      if (focused.startsWith(name)) return;
      await keyboard.press('Tab');
    }
    throw new Error(`Tab never reaches ${name}`);
  };
  await expectPractice(opened, 'en');
  await tabTo(word('app.catch.start'));
  await keyboard.press('Enter');
  await expectHeld(opened);

  for (let tabs = 0; tabs < 40 && !(await page.evaluate(() => document.activeElement?.getAttribute('role') === 'listbox')); tabs += 1) await keyboard.press('Tab');
  const highlighted = page.locator('[role="option"][aria-selected="true"]');
  await keyboard.press('ArrowDown');
  await highlighted.getByText('Advanced options for Practice Linux').waitFor();
  await keyboard.press('ArrowDown');
  await highlighted.getByText(rescueEntry).waitFor();
  await tabTo(word('app.menu.boot'));
  await keyboard.press('Enter');
  await page.locator('.phase').getByText(word('app.phase.rescueShell')).waitFor();

  // Into the console with Enter, typing there, and out again with the leave key.
  await page.getByRole('group', { name: word('app.console.screenOf', { server: word('app.practiceServer') }) }).focus();
  await keyboard.press('Enter');
  await page.getByText(word('app.console.keyboardHere', { server: word('app.practiceServer'), key: 'Ctrl+Alt+G' })).waitFor();
  await keyboard.type('ls');
  await keyboard.press('Tab');
  await expect.poll(() => opened.host.engine.snapshot('practice').lines.some((line) => /[#$] ls/.test(line))).toBe(true);
  await keyboard.press('Control+Alt+KeyG');
  await page.locator('.keyboard-note').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('group');
  expect(complaints).toEqual([]);
});

test('a reload in the middle of a catch shows the whole story again; then a click moves the highlight on the real screen, and a plan says its effect first', async () => {
  await using opened = await open(browser);
  const { page, word, host } = opened;
  await waitForPanic(opened);
  await page.getByRole('button', { name: word('app.catch.start'), exact: true }).click();
  await page.getByText(word('app.lap.gone'), { exact: true }).waitFor();
  await page.reload();
  await page.getByText(word('app.lapOf', { lap: 1, limit: 5 })).waitFor();
  await waitForHeld(opened);
  await page.getByText(word('app.log')).click();
  await page.getByText(word('timeline.rebootAsked.hard')).waitFor();
  expect(host.engine.catches.snapshots).toMatchObject([{ state: 'held', lap: 1 }]);

  await page.getByRole('option', { name: rescueEntry }).click();
  await expect.poll(() => host.engine.snapshot('practice').menu?.selected).toBe(2);
  await page.getByRole('button', { name: word('plan.title.rescue-entry') }).click();
  await page.getByText(word('plan.effect.rescue-entry')).waitFor();
  expect(host.engine.snapshot('practice').menu).not.toBeNull();
  await page.getByRole('button', { name: word('app.plans.do') }).click();
  await page.locator('.phase').getByText(word('app.phase.rescueShell')).waitFor();
  await page.getByRole('heading', { name: word('app.plans.did') }).waitFor();

  // The screen's text and picture can be taken along.
  await page.getByRole('button', { name: word('app.console.copy') }).click();
  await page.getByText(word('app.console.copied')).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/[#$]/);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: word('app.console.screenshot') }).click();
  expect((await download).suggestedFilename()).toMatch(/^Practice-server \d{4}-\d\d-\d\d \d\d-\d\d-\d\d\.png$/);
});

test('a host that goes away is said, and a page without its key says where to get one', async () => {
  await using opened = await open(browser);
  const { page, word, host } = opened;
  await page.getByRole('button', { name: word('app.catch.start'), exact: true }).waitFor();
  await host.close();
  await page.getByRole('alert').getByText(/bootcatch itself does not answer/).waitFor();
  expect(await page.getByRole('button', { name: word('app.host.tryNow') }).isVisible()).toBe(true);

  await using other = await open(browser, { locale: 'ja' });
  const stranger = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
  await stranger.goto(other.host.server.address.replace(/#.*/, ''));
  await stranger.getByText(other.word('app.host.refused')).waitFor();
  await stranger.context().close();
});

test('every other page is reachable, complete and without a serious finding', async () => {
  await using opened = await open(browser, { locale: 'ja', colours: 'dark' });
  const { page, word, complaints } = opened;
  await page.getByRole('link', { name: word('app.addServer'), exact: true }).click();
  for (const tab of ['app.add.byProvider', 'app.add.byAddress', 'app.add.byClouds'] as const) {
    await page.getByRole('tab', { name: word(tab) }).click();
    await page.getByRole('tabpanel').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }
  // What cannot be used is explained where it was typed.
  await page.getByRole('tab', { name: word('app.add.byAddress') }).click();
  await page.getByRole('textbox', { name: word('app.add.address') }).fill('not an address');
  await page.getByRole('button', { name: word('app.add.server') }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.innerText()).toMatch(/[ぁ-ん]/);
  await page.getByRole('link', { name: word('app.settings') }).click();
  await page.getByRole('heading', { name: word('app.settings.security') }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  // Choices hold at once, here and everywhere.
  await page.getByText('English', { exact: true }).click();
  await page.getByRole('heading', { name: 'Appearance' }).waitFor();
  await page.getByText('Light', { exact: true }).click();
  await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('light');
  expect(complaints).toEqual([]);
});
