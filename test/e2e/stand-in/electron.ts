import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { handleScheme } from './desk.ts';
import { StandInPort } from './ports.ts';

/** The module `electron` as the app's main process sees it. What a person would see or answer is kept in `asked` and `shown` of the parts, for tests. */
export { app } from './app.ts';
export { session } from './session.ts';
export { utilityProcess } from './utility.ts';
export { BrowserWindow, ipcMain, webContents } from './window.ts';

export class MessageChannelMain {
  readonly port1: StandInPort;
  readonly port2: StandInPort;

  constructor() {
    [this.port1, this.port2] = StandInPort.pair();
  }
}

export const protocol = { registerSchemesAsPrivileged: (): void => undefined, handle: handleScheme };

/** Questions get the answer of whoever presses Escape, unless a test replaces these functions. */
export const dialog = {
  showMessageBox: ({ message, cancelId = 0 }: { message: string; cancelId?: number }): Promise<{ response: number }> => {
    process.stderr.write(`stand-in: asked: ${message}\n`);
    return Promise.resolve({ response: cancelId });
  },
  showErrorBox: (title: string, text: string): void => void process.stderr.write(`stand-in: told: ${title} ${text}\n`),
  showSaveDialog: (): Promise<{ canceled: boolean; filePath: string }> => Promise.resolve({ canceled: true, filePath: '' }),
};

export const shell = { openExternal: (): Promise<void> => Promise.resolve(), openPath: (): Promise<string> => Promise.resolve(''), showItemInFolder: (): void => undefined };

export const Menu = {
  template: [] as object[],
  buildFromTemplate: (template: object[]): object => ({ items: template }),
  setApplicationMenu: (menu: { items: object[] }): void => {
    Menu.template = menu.items;
  },
};

export class Notification extends EventEmitter {
  static readonly shown: { title: string; body: string }[] = [];
  static isSupported = (): boolean => true;
  readonly #text: { title: string; body: string };

  constructor(text: { title: string; body: string }) {
    super();
    this.#text = text;
  }

  show(): void {
    Notification.shown.push(this.#text);
  }

  close(): void {}
}

export const nativeTheme = { themeSource: 'system' };

export const powerSaveBlocker = {
  running: new Set<number>(),
  start: (): number => {
    const id = powerSaveBlocker.running.size + 1;
    powerSaveBlocker.running.add(id);
    return id;
  },
  stop: (id: number): void => void powerSaveBlocker.running.delete(id),
};

const screenArea = { x: 0, y: 0, width: 1920, height: 1080 };
export const screen = { getAllDisplays: () => [{ workArea: screenArea, bounds: screenArea }] };

const key = randomBytes(32);

/** A keychain that forgets with its process; `STAND_IN_KEYCHAIN=basic_text` is a desktop without one. */
export const safeStorage = {
  getSelectedStorageBackend: (): string => process.env['STAND_IN_KEYCHAIN'] ?? 'gnome_libsecret',
  isAsyncEncryptionAvailable: (): Promise<boolean> => Promise.resolve(true),
  encryptStringAsync: (text: string): Promise<Buffer> => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Promise.resolve(Buffer.concat([nonce, cipher.getAuthTag(), sealed]));
  },
  decryptStringAsync: (sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(12, 28));
    const result = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
    return Promise.resolve({ result, shouldReEncrypt: false });
  },
};
