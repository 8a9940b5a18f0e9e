import { useSyncExternalStore } from 'react';

/** Which page is shown. It stands in the address's fragment, so that a reload comes back to it. */
export type Route =
  | { readonly page: 'console'; readonly serverId: string }
  | { readonly page: 'account'; readonly account: string }
  | { readonly page: 'add' }
  | { readonly page: 'running' }
  /** `server`: the name under which its laps are kept; undefined: the one caught last. */
  | { readonly page: 'tuning'; readonly server?: string }
  | { readonly page: 'recordings' }
  /** `atMs`: the moment to begin with. `find`: a text to look for in it. */
  | { readonly page: 'recording'; readonly id: string; readonly atMs?: number; readonly find?: string }
  /** Two laps of a recording side by side. */
  | { readonly page: 'laps'; readonly id: string }
  | { readonly page: 'settings' };

const practice: Route = { page: 'console', serverId: 'practice' };

export function routeFrom(fragment: string): Route {
  const [page = '', ...rest] = fragment.replace(/^#\/?/, '').split('/');
  const name = decoded(rest.join('/'));
  if (page === 'console' && name !== '') return { page, serverId: name };
  if (page === 'account' && name !== '') return { page, account: name };
  if (page === 'tuning') return name === '' ? { page } : { page, server: name };
  if (page === 'recording' && rest[0]) return { page, id: decoded(rest[0]), ...momentFrom(rest.slice(1)) };
  if (page === 'laps' && name !== '') return { page, id: name };
  if (page === 'add' || page === 'recordings' || page === 'running' || page === 'settings') return { page };
  return practice;
}

export function addressOf(route: Route): string {
  if (route.page === 'console') return `#/console/${encodeURIComponent(route.serverId)}`;
  if (route.page === 'account') return `#/account/${encodeURIComponent(route.account)}`;
  if (route.page === 'tuning' && route.server !== undefined) return `#/tuning/${encodeURIComponent(route.server)}`;
  if (route.page === 'recording') {
    const { id, atMs, find } = route;
    const moment = atMs === undefined ? [] : [atMs, ...(find === undefined ? [] : [encodeURIComponent(find)])];
    return `#/recording/${[encodeURIComponent(id), ...moment].join('/')}`;
  }
  if (route.page === 'laps') return `#/laps/${encodeURIComponent(route.id)}`;
  return `#/${route.page}`;
}

export function goTo(route: Route): void {
  location.hash = addressOf(route);
}

export function useRoute(): Route {
  const fragment = useSyncExternalStore(watchFragment, () => location.hash);
  return routeFrom(fragment);
}

function momentFrom([atMs = '', find = '']: readonly string[]): { readonly atMs?: number; readonly find?: string } {
  return /^\d+(\.\d+)?$/.test(atMs) ? { atMs: Number(atMs), ...(find !== '' && { find: decoded(find) }) } : {};
}

function watchFragment(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
