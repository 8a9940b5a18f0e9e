import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { obtainImage } from '../../core/practice/machine/images.ts';
import { startQemuTarget } from '../../core/practice/machine/target.ts';
import { say } from '../../core/messages/index.ts';
import { imageCache, surroundings } from '../lab/machine.ts';
import { labMissing } from '../lab/tools.ts';
import { Truth } from '../lab/truth.ts';
import { appMissing, launchApp } from './electron/launch.ts';
import { addByAddress, launchBrowser, open, waitForHeld } from './web/browse.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

const word = (key: Parameters<typeof say>[1], values?: Parameters<typeof say>[2]): string => say('en', key, values);

const hosts: readonly (readonly [string, string, () => Promise<AsyncDisposable & { readonly page: Page }>])[] = [
  ['the web host', '', () => open(browser)],
  ['the desktop app', appMissing, () => launchApp()],
];

for (const [name, missing, show] of hosts) {
  test.skipIf(labMissing !== '' || missing !== '')(`${name}: a real GRUB is held beside the practice server, both in one view, and a click moves its highlight`, async () => {
    const truth = await Truth.listen(await obtainImage('text', imageCache));
    const target = await startQemuTarget({ image: 'text', cacheFolder: imageCache, gateway: 'websockify', downMs: 700, extraArguments: truth.machineArguments }, surroundings);
    try {
      truth.watch(target.machine);
      const signal = new AbortController().signal;
      const endpoint = await target.endpoint(signal);
      if (endpoint.kind !== 'websocket') throw new Error('websockify is a WebSocket.');
      await using opened = await show();
      const { page } = opened;
      await page.getByRole('button', { name: word('app.catch.start'), exact: true }).click();
      await addByAddress(page, 'en', endpoint.url.reveal());
      await page.getByRole('button', { name: word('app.catch.manual'), exact: true }).click();
      await page.locator('.recording-mark').waitFor();
      await page.getByText(word('app.lap.askedManual')).waitFor();
      await target.reboot?.('hard', signal);
      await waitForHeld({ page, word });
      expect(await truth.menuHeld()).toMatchObject({ held: true });

      const advanced = page.getByRole('option', { name: /^Advanced options/ });
      await advanced.click();
      await expect.poll(() => advanced.getAttribute('aria-selected')).toBe('true');
      expect(truth.keys.filter(({ down }) => down).at(-1)).toMatchObject({ key: 'down' });

      await page.getByRole('link', { name: word('app.running') }).click();
      await expect.poll(() => page.locator('.tile.tile-held').count()).toBe(2);
    } finally {
      await target.close();
      await truth.close();
    }
  });
}
