type Filter = { urls: string[] };
type Listener = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;

/** What the app's rules say; the windows ask. */
class StandInSession {
  #filter: Filter = { urls: [] };
  #listener: Listener | undefined;
  permissionRequest: unknown;
  permissionCheck: unknown;

  readonly webRequest = {
    onBeforeRequest: (filter: Filter, listener: Listener): void => {
      this.#filter = filter;
      this.#listener = listener;
    },
  };

  setPermissionRequestHandler(handler: unknown): void {
    this.permissionRequest = handler;
  }

  setPermissionCheckHandler(handler: unknown): void {
    this.permissionCheck = handler;
  }

  setDevicePermissionHandler(): void {}

  /** Whether a request of a page may go out. */
  allows(url: string): boolean {
    if (!this.#filter.urls.some((pattern) => url.startsWith(pattern.slice(0, pattern.indexOf('*'))))) return true;
    let allowed = true;
    this.#listener?.({ url }, ({ cancel }) => (allowed = cancel !== true));
    return allowed;
  }
}

export const session = { defaultSession: new StandInSession() };
