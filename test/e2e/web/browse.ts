import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { say, type Locale, type MessageKey, type MessageValues } from '../../../core/messages/index.ts';
import { startHost, type Host } from '../../../host/start.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Nothing that a browser does by itself, such as looking for updates. */
const quietly = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['BOOTCATCH_CHROMIUM'] ?? '/usr/bin/chromium', args: quietly });
}

/** As with every limit here: it ends what hangs and judges no speed. */
export const PAGE_LIMIT_MS = 60_000;

export interface OpenOptions {
  readonly locale?: Locale;
  readonly colours?: 'light' | 'dark';
}

/** A web host with an empty data folder, and a page on it. */
export interface OpenPage extends AsyncDisposable {
  readonly host: Host;
  readonly page: Page;
  /** What the browser complained about: errors, and whatever the page's policy forbade. */
  readonly complaints: readonly string[];
  /** A sentence as this page shows it. */
  readonly word: (key: MessageKey, values?: MessageValues) => string;
}

export async function open(browser: Browser, { locale = 'en', colours = 'light' }: OpenOptions = {}): Promise<OpenPage> {
  const home = await mkdtemp(join(tmpdir(), 'bootcatch-e2e-'));
  const host = await startHost({ environment: { BOOTCATCH_HOME: home }, port: 0, locale, report: () => undefined });
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, colorScheme: colours, locale: locale === 'ja' ? 'ja-JP' : 'en-US', permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.setDefaultTimeout(PAGE_LIMIT_MS);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(host.server.address);
  return {
    host,
    page,
    complaints,
    word: (key, values) => say(locale, key, values),
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await host.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The practice server's entry that leads into a shell. */
export const rescueEntry = 'Practice Linux, rescue shell';

/** Adds a server by its console's address; its page is shown then. */
export async function addByAddress(page: Page, locale: Locale, address: string): Promise<void> {
  await page.getByRole('link', { name: say(locale, 'app.addServer'), exact: true }).click();
  await page.getByRole('tab', { name: say(locale, 'app.add.byAddress') }).click();
  await page.getByRole('textbox', { name: say(locale, 'app.add.address') }).fill(address);
  await page.getByRole('button', { name: say(locale, 'app.add.server') }).click();
}

export async function waitForHeld({ page, word }: Pick<OpenPage, 'page' | 'word'>): Promise<void> {
  await page.getByRole('heading', { name: word('app.held.title') }).waitFor();
}

export async function waitForPanic({ page, word }: Pick<OpenPage, 'page' | 'word'>): Promise<void> {
  await page.locator('.phase').getByText(word('app.phase.panic')).waitFor();
}

/** What axe finds serious on the page as it is. The page's policy lets no foreign script in, so it comes through the browser's own tools. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const tools = await page.context().newCDPSession(page);
  await tools.send('Runtime.evaluate', { expression: axe });
  const expression = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => JSON.stringify(violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | '))))`;
  const { result } = await tools.send('Runtime.evaluate', { expression, awaitPromise: true });
  await tools.detach();
  return JSON.parse(String(result.value)) as string[];
}

/** The colours of the picture: how many distinct ones are on the canvas, so that an empty picture is told from a drawn one. */
export function coloursOnCanvas(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const seen = new Set<number>();
    for (let at = 0; at < data.length; at += 4) seen.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
    return seen.size;
  });
}
