/**
 * How a page of the local web host gets in. The key is in the fragment of the address that the host prints: a fragment is sent to no server and is in no
 * Referer. The page moves it into its session storage, which belongs to this host and port alone (cookies do not know ports: every other
 * server on this machine would get one), and shows it as a WebSocket subprotocol.
 */

/** The subprotocol that the host agrees to. */
export const webProtocol = 'bootcatch.v1';

const keyPrefix = 'bootcatch.key.';
const storageName = 'bootcatch.key';

/** What is used of a browser's window. */
export interface WebPage {
  readonly location: { readonly hash: string; readonly pathname: string; readonly host: string };
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
  readonly sessionStorage: { getItem(name: string): string | null; setItem(name: string, value: string): void };
  fetch(url: string, init: { readonly method: string; readonly body: string }): Promise<{ readonly ok: boolean; text(): Promise<string> }>;
}

/**
 * Takes the key out of the page's address, or gives the one that it took before. A ticket, good for one use, is changed into the key.
 * @returns undefined where there is none: the page was not opened by the address that the host printed
 */
export async function takeWebKey(page: WebPage): Promise<string | undefined> {
  const { location, history, sessionStorage } = page;
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.has('key') || given.has('ticket')) history.replaceState(undefined, '', location.pathname);
  const ticket = given.get('ticket');
  const answer = ticket === null ? undefined : await page.fetch('/key', { method: 'POST', body: ticket });
  const key = given.get('key') ?? (answer?.ok === true ? await answer.text() : null) ?? sessionStorage.getItem(storageName);
  if (key === null) return undefined;
  sessionStorage.setItem(storageName, key);
  return key;
}

/** The subprotocols to open a WebSocket with, so that the host lets it in. */
export function webProtocols(key: string): string[] {
  return [webProtocol, `${keyPrefix}${key}`];
}

/** The key among a client's subprotocols; for the host. */
export function keyFromProtocols(protocols: readonly string[]): string | undefined {
  return protocols.find((protocol) => protocol.startsWith(keyPrefix))?.slice(keyPrefix.length);
}

/** Where the contract is served. @param host of the page, with its port */
export function rpcAddress(host: string): string {
  return `ws://${host}/rpc`;
}

/** Where noVNC attaches to a server's console. */
export function viewAddress(host: string, serverId: string, { readOnly = false }: { readonly readOnly?: boolean } = {}): string {
  return `ws://${host}/view/${encodeURIComponent(serverId)}${readOnly ? '?readOnly' : ''}`;
}
