import { app, dialog, session, shell, type Session, type WebContents } from 'electron';
import { isOurs } from './origin.ts';
import type { Words } from './words.ts';

/** All that the window may ask the system for: the full screen, and putting text on the clipboard. */
const allowedPermissions: readonly string[] = ['fullscreen', 'clipboard-sanitized-write'];

/** Keeps every page of the app where it belongs, whatever it tries. Before the first window. */
export function setupSecurity(words: Words): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, words));
  guardSession(session.defaultSession);
}

/** No navigation, no second window, no embedded page; a link to the web opens in the person's browser, after a question. */
export function guardContents(contents: WebContents, words: Words): void {
  contents.setWindowOpenHandler(({ url }) => {
    void openOutside(url, words);
    return { action: 'deny' };
  });
  // The window may reload itself; every other navigation is refused.
  contents.on('will-navigate', (event) => {
    if (!event.isMainFrame || !isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** No permissions beyond the few allowed, no devices, and no network: the window has the engine for that. */
export function guardSession(windowSession: Session): void {
  windowSession.setPermissionRequestHandler((contents, permission, answer) => answer(allowedPermissions.includes(permission) && isOurs(contents.getURL())));
  windowSession.setPermissionCheckHandler((contents, permission) => allowedPermissions.includes(permission) && isOurs(contents?.getURL()));
  windowSession.setDevicePermissionHandler(() => false);
  windowSession.webRequest.onBeforeRequest({ urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*'] }, (_details, answer) => answer({ cancel: true }));
}

/** Opens an address of the web in the person's browser if they say so; any other kind of address is ignored. */
export async function openOutside(url: string, words: Words): Promise<void> {
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) return;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: words.say('desktop.openOutside', { host: parsed.host }),
    detail: parsed.href,
    buttons: [words.say('desktop.open'), words.say('desktop.cancel')],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0) await shell.openExternal(parsed.href);
}
