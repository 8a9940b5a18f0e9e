/**
 * What runs in a page, as text. The first part stands in for what Electron gives a preload script, in a world of its own; the second, in the page's world, builds what
 * `contextBridge` shows there. The two talk through events of the window, which both worlds see, in JSON.
 */

/** The world of the preload script. */
export const preloadWorld = 'electron-preload';
/** The binding through which it calls the main process. */
export const callBinding = '__standInCall';
/** On this channel the page tells that it would open a window. */
export const openChannel = 'stand-in:open';

export function preloadScript(preload: string): string {
  return `(${inPreloadWorld.toString()})((require, module, exports) => {\n${preload}\n});`;
}

export const pageScript = (): string => `(${inPageWorld.toString()})();`;

type Script = (require: (name: string) => unknown, module: object, exports: object) => void;

function inPreloadWorld(script: Script): void {
  if (window !== window.top) return;
  type Listener = (event: object, ...args: unknown[]) => void;
  const listeners = new Map<string, Set<Listener>>();
  const listenersOf = (channel: string): Set<Listener> => {
    const known = listeners.get(channel) ?? new Set<Listener>();
    listeners.set(channel, known);
    return known;
  };
  const scope = globalThis as unknown as { __standInCall: (text: string) => void; __standInHear: (channel: string, args: unknown[]) => void };
  const call = (channel: string, args: unknown[], ports: string[]): void => scope.__standInCall(JSON.stringify({ channel, args, ports }));
  scope.__standInHear = (channel, args) => {
    for (const listener of [...listenersOf(channel)]) listener({}, ...args);
  };

  /** Carries a port over a socket to the main process. */
  const lend = (port: MessagePort): string => {
    const id = crypto.randomUUID();
    const socket = new WebSocket(`ws://${location.host}/__port/${id}`);
    socket.binaryType = 'arraybuffer';
    const early: (string | Uint8Array<ArrayBuffer>)[] = [];
    socket.onopen = () => {
      for (const data of early.splice(0)) socket.send(data);
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => port.postMessage(typeof data === 'string' ? data : new Uint8Array(data));
    socket.onclose = () => port.close();
    port.onmessage = ({ data }: MessageEvent<string | Uint8Array<ArrayBuffer>>) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
      else early.push(data);
    };
    port.addEventListener('close', () => socket.close());
    return id;
  };

  const ipcRenderer = {
    on: (channel: string, listener: Listener) => void listenersOf(channel).add(listener),
    off: (channel: string, listener: Listener) => void listenersOf(channel).delete(listener),
    send: (channel: string, ...args: unknown[]) => call(channel, args, []),
    postMessage: (channel: string, message: unknown, ports: MessagePort[] = []) => call(channel, [message], ports.map(lend)),
  };

  /** Functions that the page may call, and those that it handed over, by number. */
  const functions: ((...args: unknown[]) => unknown)[] = [];
  const pack = (value: unknown): unknown => {
    if (typeof value === 'function') return { function: functions.push(value as (...args: unknown[]) => unknown) - 1 };
    if (typeof value !== 'object' || value === null) return { value };
    return { object: Object.fromEntries(Object.entries(value).map(([name, part]) => [name, pack(part)])) };
  };
  const say = (type: string, detail: unknown): boolean => window.dispatchEvent(new CustomEvent(type, { detail: JSON.stringify(detail) }));
  const hear = <T>(type: string, take: (detail: T) => void): void => window.addEventListener(type, (event) => take(JSON.parse((event as CustomEvent<string>).detail) as T));
  const shown: [string, unknown][] = [];
  const show = (name: string, api: unknown): void => void say('stand-in:show', { name, api });
  hear('stand-in:page', () => {
    for (const [name, api] of shown) show(name, api);
  });
  hear<{ function: number; args: ({ value: unknown } | { pageFunction: number })[] }>('stand-in:call', ({ function: index, args }) => {
    const given = args.map((argument) => ('value' in argument ? argument.value : (...values: unknown[]) => void say('stand-in:callback', { pageFunction: argument.pageFunction, values })));
    say('stand-in:result', pack(functions[index]?.(...given)));
  });
  hear<string>('stand-in:open', (url) => call('stand-in:open', [url], []));
  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown) => {
      const packed = pack(api);
      shown.push([name, packed]);
      show(name, packed);
    },
  };
  const module = { exports: {} };
  script(
    (name) => {
      if (name === 'electron') return { contextBridge, ipcRenderer };
      throw new Error(`A sandboxed preload script has no module ${name}`);
    },
    module,
    module.exports,
  );
}

function inPageWorld(): void {
  type Packed = { value: unknown } | { function: number } | { object: Record<string, Packed> };
  const pageFunctions: ((...args: unknown[]) => unknown)[] = [];
  const say = (type: string, detail: unknown): boolean => window.dispatchEvent(new CustomEvent(type, { detail: JSON.stringify(detail) }));
  const hear = <T>(type: string, take: (detail: T) => void): void => window.addEventListener(type, (event) => take(JSON.parse((event as CustomEvent<string>).detail) as T));
  let result: Packed = { value: undefined };
  hear<Packed>('stand-in:result', (packed) => (result = packed));
  hear<{ pageFunction: number; values: unknown[] }>('stand-in:callback', ({ pageFunction, values }) => void pageFunctions[pageFunction]?.(...values));
  const unpack = (packed: Packed): unknown => {
    if ('object' in packed) return Object.freeze(Object.fromEntries(Object.entries(packed.object).map(([name, part]) => [name, unpack(part)])));
    if (!('function' in packed)) return packed.value;
    return (...args: unknown[]) => {
      const given = args.map((value) => (typeof value === 'function' ? { pageFunction: pageFunctions.push(value as (...args: unknown[]) => unknown) - 1 } : { value }));
      say('stand-in:call', { function: packed.function, args: given });
      return unpack(result);
    };
  };
  hear<{ name: string; api: Packed }>('stand-in:show', ({ name, api }) => {
    if (!(name in window)) Object.defineProperty(window, name, { value: unpack(api), enumerable: true });
  });
  say('stand-in:page', {});
  // Electron asks the app before there is a window. Chromium makes the window first, which Playwright holds back at its start; one that is closed then leaves this call without an end.
  window.open = (url = '') => {
    say('stand-in:open', new URL(url, location.href).href);
    return null;
  };
}
