import { toDisposable, type Disposable } from '../base/lifecycle.ts';
import type { Link } from '../link/link.ts';
import { RfbServer } from '../rfb/server/rfb-server.ts';
import { QuietView } from '../rfb/view/quiet-view.ts';
import type { ScreenView } from '../screen/screen.ts';
import type { ServerConsole } from './server-console.ts';
import { ViewerInput } from './viewer-input.ts';

/** The view servers: each viewer's RFB connection to the screen of a console or a recording. */
export class Viewers implements Disposable {
  readonly #inputs = new WeakMap<ServerConsole, Set<ViewerInput>>();
  readonly #servers = new Set<RfbServer>();

  /**
   * Shows a console's screen over a link for as long as that lasts. Disposing what is returned ends the link.
   * @param mayPress asked for each key; absent for a viewer that may only look
   */
  attach(place: ServerConsole, link: Link, name: string, mayPress: (() => boolean) | undefined): Disposable {
    const input = new ViewerInput({
      open: () => mayPress?.() === true,
      sendKey: (stroke) => place.personPressed(stroke),
      sendPointer: (x, y, buttons) => place.console.sendPointer(x, y, buttons),
    });
    const inputs = this.#inputs.get(place) ?? new Set();
    this.#inputs.set(place, inputs.add(input));
    const server = this.#serve(place.screen, link, name, input);
    server.onEnd(() => {
      inputs.delete(input);
      input.dispose();
    });
    return toDisposable(() => server.dispose());
  }

  /** Shows a screen to look at only, in the same way. */
  show(screen: ScreenView, link: Link, name: string): Disposable {
    const server = this.#serve(screen, link, name);
    return toDisposable(() => server.dispose());
  }

  /** Lets go of whatever the viewers of a console hold down. */
  release(place: ServerConsole): void {
    for (const input of this.#inputs.get(place) ?? []) input.release();
  }

  dispose(): void {
    for (const server of [...this.#servers]) server.dispose();
  }

  #serve(screen: ScreenView, link: Link, name: string, input?: ViewerInput): RfbServer {
    const view = new QuietView(screen);
    // A link on the same machine carries raw pixels faster than both ends could pack and unpack them.
    const server = new RfbServer(link, { view, name, encodings: ['raw'], onKey: (key) => input?.key(key), onPointer: (x, y, buttons) => input?.pointer(x, y, buttons) });
    this.#servers.add(server);
    server.onEnd(() => {
      this.#servers.delete(server);
      view.dispose();
    });
    return server;
  }
}
