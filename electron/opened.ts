import { app } from 'electron';
import { isAbsolute, resolve } from 'node:path';
import { serverIdSchema } from '../core/contract/base.ts';
import type { DesktopCommand } from '../core/contract/desktop.ts';
import { recordingExtension } from '../core/recording/files.ts';

/** The scheme of addresses that open the app: `bootcatch://server/<id>`. */
export const linkScheme = 'bootcatch';

/** What the app was opened with: something to show, or the path of a recording. */
export type Opened = DesktopCommand | { readonly recordingPath: string };

/**
 * What the app was opened with: an address, or a recording. Anybody may write such an address into a web page, so it only ever shows something and
 * never does anything.
 * @param argument of a command line, or from the system
 * @returns undefined for what is neither
 */
export function openedWith(argument: string, folder: string): Opened | undefined {
  const url = URL.parse(argument);
  if (url?.protocol === `${linkScheme}:`) return url.host === 'server' ? commandOfServer(url.pathname.slice(1)) : undefined;
  if (argument.startsWith('-') || !argument.endsWith(recordingExtension)) return undefined;
  return { recordingPath: isAbsolute(argument) ? argument : resolve(folder, argument) };
}

function commandOfServer(encoded: string): DesktopCommand | undefined {
  try {
    const serverId = serverIdSchema.safeParse(decodeURIComponent(encoded)).data;
    return serverId === undefined ? undefined : { show: 'server', serverId };
  } catch {
    return undefined;
  }
}

/** Shows what the app is opened with, now and later. @param show brings the window to the front where it is given nothing */
export function setupOpened(show: (command?: DesktopCommand) => void, openRecording: (path: string) => void): void {
  const open = (args: readonly string[], folder: string): void => {
    const opened = args.map((argument) => openedWith(argument, folder)).filter((each) => each !== undefined);
    if (opened.length === 0) show();
    for (const each of opened) {
      if ('recordingPath' in each) openRecording(each.recordingPath);
      else show(each);
    }
  };
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  // macOS brings them as events, the others on the command line of a second start.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open([url], '/');
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path], '/');
  });
  app.on('second-instance', (_event, argv, folder) => open(argv.slice(1), folder));
  app.on('activate', () => show());
  open(process.argv.slice(1), process.cwd());
}
