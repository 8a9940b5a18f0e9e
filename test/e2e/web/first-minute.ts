import { expect } from 'vitest';
import type { Locale } from '../../../core/messages/index.ts';
import { coloursOnCanvas, rescueEntry, seriousFindings, waitForHeld, waitForPanic, type OpenPage } from './browse.ts';

/** What a person sees who has just opened the window: the practice server and its panic, one sentence, nothing serious in the way. */
export async function expectPractice(opened: OpenPage, locale: Locale): Promise<void> {
  const { page, word } = opened;
  await waitForPanic(opened);
  await page.getByText(word('app.catch.practice')).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe(locale);
  await expect.poll(() => coloursOnCanvas(page)).toBeGreaterThan(1);
  expect(await seriousFindings(page)).toEqual([]);
}

/** What they see after their one click: the lap, then the menu as it was read, and plans by name. */
export async function expectHeld(opened: OpenPage): Promise<void> {
  const { page, word } = opened;
  await page.getByText(word('app.lap.gone'), { exact: true }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await waitForHeld(opened);
  expect(await page.getByRole('listbox').getByRole('option').allTextContents()).toEqual([`Practice Linux${word('app.menu.highlighted')}`, 'Advanced options for Practice Linux', rescueEntry]);
  await page.getByRole('button', { name: word('plan.title.rescue-entry') }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
}
