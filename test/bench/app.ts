import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { buildWhatIsStale } from '../../build/app/build.mjs';
import { say } from '../../core/messages/index.ts';
import { obtainImage } from '../../core/practice/machine/images.ts';
import { startQemuTarget } from '../../core/practice/machine/target.ts';
import { imageCache, surroundings } from '../lab/machine.ts';
import { Truth } from '../lab/truth.ts';
import { chromiumOptions, serveNoVnc } from './contenders/novnc.ts';
import { median, ms, percentile, table, type Section } from './numbers.ts';

const starts = 5;
const hostProgram = fileURLToPath(new URL('../../host/main.ts', import.meta.url));

const straightPage = `<!doctype html><title>noVNC</title><div id="screen" style="width:100vw;height:100vh"></div>
<script type="module">
import RFB from '/novnc/core/rfb.js';
window.begin = (url) => new Promise((resolve) => {
  const rfb = new RFB(document.getElementById('screen'), url, { shared: true, wsProtocols: ['binary'] });
  rfb.scaleViewport = true;
  rfb.addEventListener('connect', resolve);
});
</script>`;

/**
 * In both pages alike: presses a key and resolves with the milliseconds until noVNC has drawn another picture on its canvas. What is looked at is
 * a strip of the menu's rows, after each drawing, so that nothing polls.
 */
const probe = `{
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  let look;
  CanvasRenderingContext2D.prototype.drawImage = function (...args) {
    draw.apply(this, args);
    if (this.canvas.isConnected) look?.();
  };
  const strip = (canvas) => new Uint32Array(canvas.getContext('2d').getImageData(30, 0, 8, canvas.height).data.buffer);
  window.keyToPicture = (key) => new Promise((resolve, reject) => {
    const canvas = document.querySelector('canvas');
    const before = strip(canvas);
    const limit = setTimeout(() => reject(new Error('No other picture came')), 10_000);
    const fromMs = performance.now();
    look = () => {
      const atMs = performance.now();
      if (strip(canvas).every((pixel, at) => pixel === before[at])) return;
      look = undefined;
      clearTimeout(limit);
      resolve(atMs - fromMs);
    };
    for (const type of ['keydown', 'keyup']) canvas.dispatchEvent(new KeyboardEvent(type, { key, code: key, bubbles: true, cancelable: true }));
  });
}`;

/** What the window costs: key → picture through view server and engine, beside noVNC straight to the same QEMU; the web host's start and memory. */
export async function app(presses: number, random: () => number): Promise<Section> {
  await buildWhatIsStale();
  const startMs: number[] = [];
  for (let number = 1; number < starts; number++) {
    const host = await startHostProgram();
    startMs.push(host.startMs);
    await host.end();
  }
  const host = await startHostProgram();
  startMs.push(host.startMs);
  const browser = await chromium.launch(chromiumOptions);
  try {
    const idleBytes = await host.memoryBytes();
    const { straight, through } = await compare(host.address, browser, presses, random);
    const shownBytes = await host.memoryBytes();
    const row = (name: string, times: (share: number) => number): string[] => [name, ms(times(0.5)), ms(times(0.95))];
    const body = [
      table(['key → picture', 'median', '95th percentile'], [
        row('noVNC straight to QEMU', (share) => percentile(straight, share)),
        row('the window: noVNC, view server, engine, QEMU', (share) => percentile(through, share)),
        row('more', (share) => percentile(through, share) - percentile(straight, share)),
      ]),
      table(['the web host', ''], [
        [`start → its address is there, median of ${starts}`, ms(median(startMs))],
        ['memory, nothing open', mebibytes(idleBytes)],
        ['memory, one window with one console', mebibytes(shownBytes)],
      ]),
    ];
    return { name: 'app', title: `The window, ${presses} keys each way`, body: body.join('\n\n') };
  } finally {
    await browser.close();
    await host.end();
  }
}

async function compare(hostAddress: string, browser: Browser, presses: number, random: () => number): Promise<Readonly<Record<'straight' | 'through', number[]>>> {
  const truth = await Truth.listen(await obtainImage('text', imageCache));
  const qemu = await startQemuTarget({ image: 'text', cacheFolder: imageCache, gateway: 'qemu', extraArguments: truth.machineArguments }, surroundings);
  const novnc = await serveNoVnc(straightPage);
  try {
    truth.watch(qemu.machine);
    await truth.waitForMark('menu');
    // From here on the menu waits, and only keys change the picture.
    await truth.press('down');
    const endpoint = await qemu.endpoint(new AbortController().signal);
    if (endpoint.kind !== 'websocket') throw new Error('QEMU’s gateway is a WebSocket.');
    const url = endpoint.url.reveal();
    const straight = await pageWithProbe(browser, novnc.address);
    await straight.waitForFunction('window.begin');
    await straight.evaluate(`begin(${JSON.stringify(url)})`);
    const through = await pageWithProbe(browser, hostAddress);
    await through.getByRole('link', { name: say('en', 'app.addServer'), exact: true }).click();
    await through.getByRole('tab', { name: say('en', 'app.add.byAddress') }).click();
    await through.getByRole('textbox', { name: say('en', 'app.add.address') }).fill(url);
    await through.getByRole('button', { name: say('en', 'app.add.server') }).click();
    await through.getByText('Debian GNU/Linux', { exact: true }).first().waitFor();
    const pages = { straight, through };
    const times = { straight: [] as number[], through: [] as number[] };
    let isDown = true;
    for (let number = 0; number < presses; number++) {
      for (const way of random() < 0.5 ? (['straight', 'through'] as const) : (['through', 'straight'] as const)) {
        // Not in step with QEMU, which looks at its own screen from time to time.
        await wait(150 + random() * 150);
        isDown = !isDown;
        times[way].push(await pages[way].evaluate(`keyToPicture('${isDown ? 'ArrowDown' : 'ArrowUp'}')`));
      }
    }
    return times;
  } finally {
    await novnc.close();
    await qemu.close();
    await truth.close();
  }
}

async function pageWithProbe(browser: Browser, address: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1_280, height: 800 }, locale: 'en-US' })).newPage();
  await page.addInitScript(probe);
  await page.goto(address);
  return page;
}

interface HostProgram {
  readonly address: string;
  readonly startMs: number;
  memoryBytes(): Promise<number>;
  end(): Promise<void>;
}

/** The web host as a process of its own, with an empty data folder. */
async function startHostProgram(): Promise<HostProgram> {
  const home = await mkdtemp(join(tmpdir(), 'bootcatch-bench-'));
  const fromMs = performance.now();
  const child = spawn(process.execPath, [hostProgram], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LC_ALL: 'C.UTF-8', BOOTCATCH_HOME: home } });
  const address = await addressFrom(child);
  return {
    address,
    startMs: performance.now() - fromMs,
    memoryBytes: async () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1_024,
    end: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function addressFrom({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('The host has no output.');
  for await (const line of createInterface(stdout)) {
    const [address] = /http:\S+/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('The host told no address.');
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
