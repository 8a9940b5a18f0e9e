/**
 * Takes the pictures of the first minute that the README shows, in both languages: `npm run pictures`. The practice server plays, so that each
 * run gives the same ones, but for the times in them.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchBrowser, open, waitForHeld, waitForPanic } from './web/browse.ts';

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
for (const locale of ['en', 'ja'] as const) {
  await using opened = await open(browser, { locale });
  const { page, word } = opened;
  const take = async (name: string): Promise<void> => {
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `${folder}${name}${locale === 'en' ? '' : `-${locale}`}.png` });
  };
  await waitForPanic(opened);
  await take('open');
  await page.getByRole('button', { name: word('app.catch.start'), exact: true }).click();
  await page.locator('.away-label').waitFor();
  await take('catching');
  await waitForHeld(opened);
  await page.getByRole('button', { name: word('plan.title.rescue-entry') }).waitFor();
  await take('held');
}
await browser.close();
