import { app, BrowserWindow, dialog, ipcMain } from 'electron';
import type { DesktopCommand } from '../core/contract/desktop.ts';
import type { Files } from '../core/providers/ports.ts';
import { commandChannel, listeningChannel } from './channels.ts';
import { windowUrl } from './origin.ts';
import { isFromOurWindow } from './ports.ts';
import { Failures } from './failures.ts';
import { defaultSize, keepWindowState, readWindowState } from './window-state.ts';
import type { Words } from './words.ts';

/** A window that fails more often than this within a minute is not opened again without a question. */
const failureLimit = 3;
const failureSpanMs = 60_000;

export interface WindowOptions {
  readonly preload: string;
  readonly statePath: string;
  readonly files: Files;
  readonly words: Words;
  /** The window has failed or hangs: for the log. */
  readonly onFailure: (reason: string) => void;
}

/** The app's window: there is one at most, and what is to be shown waits for it. */
export class MainWindow {
  readonly #options: WindowOptions;
  readonly #failures = new Failures(failureLimit, failureSpanMs);
  #window: BrowserWindow | undefined;
  #opening: Promise<void> | undefined;
  #listening = false;
  #waiting: DesktopCommand[] = [];

  constructor(options: WindowOptions) {
    this.#options = options;
    ipcMain.on(listeningChannel, (event) => {
      if (isFromOurWindow(event) && event.sender === this.#window?.webContents) this.#listen();
    });
  }

  /** Brings the window to the front; opens it where there is none. */
  async show(): Promise<void> {
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined));
    await this.#opening;
    const window = this.#window;
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** Shows something in the window. */
  tell(command: DesktopCommand): void {
    this.#waiting.push(command);
    void this.show();
    if (this.#listening) this.#listen();
  }

  async #open(): Promise<void> {
    if (this.#window) return;
    const { preload, statePath, files } = this.#options;
    const state = await readWindowState(statePath, files);
    const window = new BrowserWindow({
      ...defaultSize,
      ...state?.bounds,
      minWidth: 720,
      minHeight: 480,
      title: 'bootcatch',
      show: false,
      webPreferences: {
        preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        nodeIntegrationInWorker: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        navigateOnDragDrop: false,
        webviewTag: false,
        spellcheck: false,
        devTools: !app.isPackaged,
      },
    });
    this.#window = window;
    if (state?.maximized === true) window.maximize();
    keepWindowState(window, statePath);
    window.on('closed', () => {
      this.#window = undefined;
      this.#listening = false;
    });
    window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.#listening = false;
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => void this.#failed(window, reason));
    window.on('unresponsive', () => void this.#hangs(window));
    await window.loadURL(windowUrl);
  }

  #listen(): void {
    this.#listening = true;
    for (const command of this.#waiting.splice(0)) this.#window?.webContents.send(commandChannel, command);
  }

  /** The engine has lost nothing: a new page begins with everything. */
  async #failed(window: BrowserWindow, reason: string): Promise<void> {
    const { words, onFailure } = this.#options;
    if (reason === 'clean-exit') return;
    onFailure(`window: ${reason}`);
    if (this.#failures.isTooMany(performance.now())) {
      const { response } = await dialog.showMessageBox({
        type: 'error',
        message: words.say('desktop.windowGone', { reason }),
        detail: words.say('desktop.windowGone.detail'),
        buttons: [words.say('desktop.tryAgain'), words.say('desktop.quit')],
        cancelId: 1,
        noLink: true,
      });
      if (response === 1) return app.quit();
    }
    if (!window.isDestroyed()) window.webContents.reload();
  }

  async #hangs(window: BrowserWindow): Promise<void> {
    const { words, onFailure } = this.#options;
    onFailure('window: unresponsive');
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: words.say('desktop.windowHangs'),
      detail: words.say('desktop.windowHangs.detail'),
      buttons: [words.say('desktop.wait'), words.say('desktop.reload')],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    // Its process goes down, and `render-process-gone` brings a new one.
    if (response === 1 && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer();
  }
}
