import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { app, windows } from './app.ts';
import { attach, browser, type DevToolsSession } from './chromium.ts';
import { ports, toApp, toBrowser } from './desk.ts';
import { StandInEvent } from './event.ts';
import { callBinding, openChannel, pageScript, preloadScript, preloadWorld } from './page-script.ts';
import type { StandInPort } from './ports.ts';
import { session } from './session.ts';

interface Options {
  readonly width?: number;
  readonly height?: number;
  readonly webPreferences?: { readonly preload?: string };
}

class Frame {
  url = '';
}

export const ipcMain = new EventEmitter();

class WebContents extends EventEmitter {
  mainFrame = new Frame();
  readonly #preload: string | undefined;
  readonly #opened: Promise<void>;
  readonly #frames = new Map<string, Frame>();
  #session: DevToolsSession | undefined;
  #targetId = '';
  #mainFrameId = '';
  #preloadContext: number | undefined;
  #expected = '';
  #url = '';
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  crashed = false;
  destroyed = false;

  constructor({ width = 1280, height = 800, webPreferences = {} }: Options) {
    super();
    this.#preload = webPreferences.preload;
    this.#opened = this.#open(width, height);
  }

  get targetId(): string {
    return this.#targetId;
  }

  async #open(width: number, height: number): Promise<void> {
    const { targetId } = await browser.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank', width, height, newWindow: true });
    this.#targetId = targetId;
    const page = await attach(targetId);
    this.#session = page;
    page.on('Runtime.executionContextCreated', ({ context }: { context: { id: number; name: string; auxData: { frameId: string } } }) => {
      if (context.name === preloadWorld && context.auxData.frameId === this.#mainFrameId) this.#preloadContext = context.id;
    });
    page.on('Runtime.bindingCalled', ({ payload, executionContextId }: { payload: string; executionContextId: number }) => this.#called(payload, executionContextId));
    page.on('Page.frameNavigated', ({ frame }: { frame: { id: string; parentId?: string; url: string } }) => {
      const known = frame.parentId === undefined ? this.mainFrame : (this.#frames.get(frame.id) ?? new Frame());
      known.url = toApp(frame.url);
      this.#frames.set(frame.id, known);
      if (frame.parentId === undefined) this.#url = known.url;
    });
    page.on('Fetch.requestPaused', (request: PausedRequest) => void this.#decide(page, request));
    page.on('Inspector.targetCrashed', () => {
      this.crashed = true;
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 133 });
    });
    browser.on('Target.targetDestroyed', ({ targetId: gone }: { targetId: string }) => {
      if (gone === targetId) this.emit('stand-in:gone');
    });
    await page.send('Page.enable');
    const { frameTree } = await page.send<{ frameTree: { frame: { id: string } } }>('Page.getFrameTree');
    this.#mainFrameId = frameTree.frame.id;
    this.#frames.set(this.#mainFrameId, this.mainFrame);
    await page.send('Runtime.enable');
    await page.send('Inspector.enable');
    await page.send('Runtime.addBinding', { name: callBinding, executionContextName: preloadWorld });
    if (this.#preload !== undefined) await page.send('Page.addScriptToEvaluateOnNewDocument', { source: preloadScript(readFileSync(this.#preload, 'utf8')), worldName: preloadWorld });
    await page.send('Page.addScriptToEvaluateOnNewDocument', { source: pageScript() });
    await page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  }

  async loadURL(url: string): Promise<void> {
    await this.#opened;
    this.#expected = toBrowser(url);
    const loaded = new Promise<void>((resolve) => this.#session?.once('Page.loadEventFired', () => resolve()));
    await this.#session?.send('Page.navigate', { url: this.#expected });
    await loaded;
  }

  reload(): void {
    const { url } = this.mainFrame;
    this.crashed = false;
    void this.#session?.send('Page.navigate', { url: (this.#expected = toBrowser(url)) }).catch(() => undefined);
  }

  send(channel: string, ...args: unknown[]): void {
    const expression = `__standInHear(${JSON.stringify(channel)}, ${JSON.stringify(args)})`;
    // A page that goes just then hears nothing, as in Electron.
    void this.#session?.send('Runtime.evaluate', { expression, contextId: this.#preloadContext }).catch(() => undefined);
  }

  async executeJavaScript(expression: string): Promise<unknown> {
    const { result } = (await this.#session?.send<{ result: { value: unknown } }>('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })) ?? { result: { value: undefined } };
    return result.value;
  }

  getURL(): string {
    return this.#url;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  forcefullyCrashRenderer(): void {
    void this.#session?.send('Page.crash').catch(() => undefined);
  }

  /** For Playwright, which closes pages through this. */
  close(): void {
    BrowserWindow.fromWebContents(this)?.close();
  }

  #called(payload: string, executionContextId: number): void {
    const { channel, args, ports: ids } = JSON.parse(payload) as { channel: string; args: unknown[]; ports: string[] };
    if (channel === openChannel) return void this.#openHandler({ url: toApp(String(args[0])) });
    const senderFrame = executionContextId === this.#preloadContext ? this.mainFrame : null;
    const near: StandInPort[] = ids.map((id) => ports.borrow(id));
    ipcMain.emit(channel, { sender: this, senderFrame, ports: near }, ...args);
  }

  /** What Electron asks about before it goes out: navigations, and the session's rules. */
  async #decide(page: DevToolsSession, { requestId, request, resourceType, frameId }: PausedRequest): Promise<void> {
    // A navigation that is aborted leaves the page as it is; one that is blocked would show an error in its place.
    const refuse = (): Promise<unknown> => page.send('Fetch.failRequest', { requestId, errorReason: resourceType === 'Document' ? 'Aborted' : 'BlockedByClient' }).catch(() => undefined);
    const url = toApp(request.url);
    if (resourceType === 'Document') {
      const isMainFrame = frameId === this.#mainFrameId;
      const isOwn = isMainFrame && request.url === this.#expected;
      const event = new StandInEvent({ url, isMainFrame, isSameDocument: false });
      if (!isOwn) {
        if (isMainFrame) this.emit('will-navigate', event);
        this.emit('will-frame-navigate', event);
      }
      if (event.defaultPrevented) return void (await refuse());
      this.emit('did-start-navigation', { url, isMainFrame, isSameDocument: false });
    }
    await (session.defaultSession.allows(url) ? page.send('Fetch.continueRequest', { requestId }) : refuse()).catch(() => undefined);
  }
}

interface PausedRequest {
  readonly requestId: string;
  readonly request: { readonly url: string };
  readonly resourceType: string;
  readonly frameId: string;
}

const all = new Set<BrowserWindow>();

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly #bounds;
  #maximized = false;
  #destroyed = false;

  constructor(options: Options & { readonly x?: number; readonly y?: number } = {}) {
    super();
    const { x = 0, y = 0, width = 1280, height = 800 } = options;
    this.#bounds = { x, y, width, height };
    this.webContents = new WebContents(options);
    all.add(this);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
    this.webContents.on('stand-in:gone', () => this.destroy());
  }

  static getAllWindows(): BrowserWindow[] {
    return [...all];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return process.env['STAND_IN_FOCUSED'] === '1' ? ([...all][0] ?? null) : null;
  }

  static fromWebContents(contents: WebContents | null): BrowserWindow | null {
    return [...all].find((window) => window.webContents === contents) ?? null;
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  close(): boolean {
    const event = new StandInEvent();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    void browser.send('Target.closeTarget', { targetId: this.webContents.targetId }).catch(() => undefined);
    this.destroy();
    return true;
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.webContents.destroyed = true;
    all.delete(this);
    this.emit('closed');
    if (all.size === 0 && !app.emit('window-all-closed')) app.quit();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return this.#bounds;
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  maximize(): void {
    this.#maximized = true;
  }

  isMinimized(): boolean {
    return false;
  }

  restore(): void {}
  show(): void {}
  focus(): void {}
}

windows.closeAll = () => [...all].every((window) => window.close());

export const webContents = { fromDevToolsTargetId: (targetId: string) => [...all].map((window) => window.webContents).find((contents) => contents.targetId === targetId) };
