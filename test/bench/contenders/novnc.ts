import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import type { Contender } from './contender.ts';

/** The browser, doing nothing by itself. */
export const chromiumOptions = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};
// The package's entry is core/rfb.js.
const folder = dirname(dirname(createRequire(import.meta.url).resolve('@novnc/novnc')));

/**
 * noVNC's own object with the reconnect of noVNC's app: after each end it waits once and dials the same address again. The app gives
 * up where such a dial fails; here it goes on, in its favour. An arrow every 100 ms.
 */
const page = `<!doctype html><title>noVNC</title><div id="screen" style="width:100vw;height:100vh"></div>
<script type="module">
import RFB from '/novnc/core/rfb.js';
window.begin = (url, delayMs) => new Promise((resolve) => {
  const connect = () => {
    const rfb = new RFB(document.getElementById('screen'), url, { wsProtocols: ['binary'] });
    let pressing;
    rfb.addEventListener('connect', () => {
      resolve();
      pressing = setInterval(() => rfb.sendKey(0xff51, 'ArrowLeft'), 100);
    });
    rfb.addEventListener('disconnect', () => {
      clearInterval(pressing);
      setTimeout(connect, delayMs);
    });
  };
  connect();
});
</script>`;

/** Serves a page of one's own, with noVNC's files beside it under `/novnc/`. */
export async function serveNoVnc(page: string): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://bench.invalid').pathname);
    if (!path.startsWith('/novnc/')) return response.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
    const file = createReadStream(join(folder, path.slice('/novnc/'.length)));
    file.on('error', () => response.writeHead(404).end());
    file.on('open', () => file.pipe(response.writeHead(200, { 'Content-Type': 'text/javascript' })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** noVNC in Chromium, reconnecting after `delayMs`. */
export async function startNoVnc(delayMs: number): Promise<Contender> {
  const served = await serveNoVnc(page);
  const profile = await mkdtemp(join(tmpdir(), 'bootcatch-bench-'));
  const browser = await chromium.launchPersistentContext(profile, { ...chromiumOptions, headless: true });
  return {
    name: `noVNC, reconnect ${delayMs} ms`,
    lap: async (target, stopped) => {
      const endpoint = await target.endpoint(stopped);
      if (endpoint.kind !== 'websocket') throw new Error('noVNC speaks WebSocket alone.');
      const tab = await browser.newPage();
      await tab.goto(served.address);
      await tab.waitForFunction('window.begin');
      await tab.evaluate(`begin(${JSON.stringify(endpoint.url.reveal())}, ${delayMs})`);
      await target.reboot?.('hard', stopped);
      await new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve(), { once: true }));
      await tab.close();
    },
    close: async () => {
      await browser.close();
      await served.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
