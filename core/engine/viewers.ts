import { toDisposable, type Disposable } from '../base/lifecycle.ts';
import type { Link } from '../link/link.ts';
import { RfbServer } from '../rfb/server/rfb-server.ts';
import { QuietView } from '../rfb/view/quiet-view.ts';
import type { ServerConsole } from './server-console.ts';
import { ViewerInput } from './viewer-input.ts';

/** The view servers: each viewer's RFB connection to one console's screen. */
export class Viewers implements Disposable {
  readonly #inputs = new WeakMap<ServerConsole, Set<ViewerInput>>();
  readonly #servers = new Set<RfbServer>();

  /**
   * Shows a console's screen over a link for as long as that lasts. Disposing what is returned ends the link.
   * @param mayPress asked for each key; absent for a viewer that may only look
   */
  attach(place: ServerConsole, link: Link, name: string, mayPress: (() => boolean) | undefined): Disposable {
    const view = new QuietView(place.screen);
    const input = new ViewerInput({
      open: () => mayPress?.() === true,
      sendKey: (stroke) => place.personPressed(stroke),
      sendPointer: (x, y, buttons) => place.console.sendPointer(x, y, buttons),
    });
    // A link on the same machine carries raw pixels faster than both ends could pack and unpack them.
    const server = new RfbServer(link, { view, name, encodings: ['raw'], onKey: (key) => input.key(key), onPointer: (x, y, buttons) => input.pointer(x, y, buttons) });
    const inputs = this.#inputs.get(place) ?? new Set();
    this.#inputs.set(place, inputs.add(input));
    this.#servers.add(server);
    server.onEnd(() => {
      this.#servers.delete(server);
      inputs.delete(input);
      input.dispose();
      view.dispose();
    });
    return toDisposable(() => server.dispose());
  }

  /** Lets go of whatever the viewers of a console hold down. */
  release(place: ServerConsole): void {
    for (const input of this.#inputs.get(place) ?? []) input.release();
  }

  dispose(): void {
    for (const server of [...this.#servers]) server.dispose();
  }
}
