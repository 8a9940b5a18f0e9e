import { app, dialog, Menu, shell, type MenuItemConstructorOptions } from 'electron';
import { version } from '../core/base/version.ts';
import type { DesktopCommand } from '../core/contract/desktop.ts';
import type { MessageKey } from '../core/messages/index.ts';
import type { Words } from './words.ts';

export interface MenuActions {
  readonly show: (command: DesktopCommand) => void;
  readonly about: () => void;
  readonly openDataFolder: () => void;
}

/** The menu in the person's language, and anew when that changes. */
export function setupMenu(words: Words, dataFolder: string, show: MenuActions['show']): void {
  const actions: MenuActions = {
    show,
    about: () => void dialog.showMessageBox({ type: 'info', message: `bootcatch ${version}`, detail: words.say('desktop.about'), buttons: [words.say('desktop.ok')] }),
    openDataFolder: () => void shell.openPath(dataFolder),
  };
  const set = (): void => Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate((key) => words.say(key), actions, { platform: process.platform, packaged: app.isPackaged })));
  words.onChanged(set);
  set();
}

type Item = MenuItemConstructorOptions;

/**
 * The menu. Keys belong to the console: on Linux and Windows no item takes one, since Control and the function keys are what a server's console lives on; the editing
 * keys work in text fields without it. On macOS the Command key is no console's.
 */
export function menuTemplate(say: (key: MessageKey) => string, actions: MenuActions, { platform, packaged }: { readonly platform: string; readonly packaged: boolean }): Item[] {
  const isMac = platform === 'darwin';
  const separator: Item = { type: 'separator' };
  const role = (name: NonNullable<Item['role']>, key: MessageKey): Item => ({ role: name, label: say(key), ...(!isMac && { accelerator: '', registerAccelerator: false }) });
  const act = (key: MessageKey, click: () => void, macAccelerator?: string): Item => ({ label: say(key), click, ...(isMac && macAccelerator !== undefined && { accelerator: macAccelerator }) });

  const settings = act('desktop.menu.settings', () => actions.show({ show: 'settings' }), 'Command+,');
  const about = act('desktop.menu.about', actions.about);
  const appMenu: Item = {
    label: 'bootcatch',
    submenu: [
      about,
      separator,
      settings,
      separator,
      role('services', 'desktop.menu.services'),
      separator,
      role('hide', 'desktop.menu.hide'),
      role('hideOthers', 'desktop.menu.hideOthers'),
      role('unhide', 'desktop.menu.showAll'),
      separator,
      role('quit', 'desktop.menu.quit'),
    ],
  };
  return [
    ...(isMac ? [appMenu] : []),
    {
      label: say('desktop.menu.file'),
      submenu: [
        act('desktop.menu.addServer', () => actions.show({ show: 'addServer' }), 'Command+N'),
        act('desktop.menu.recordings', () => actions.show({ show: 'recordings' })),
        act('desktop.menu.dataFolder', actions.openDataFolder),
        separator,
        ...(isMac ? [role('close', 'desktop.menu.close')] : [settings, separator, role('quit', 'desktop.menu.quit')]),
      ],
    },
    {
      label: say('desktop.menu.edit'),
      submenu: [
        role('undo', 'desktop.menu.undo'),
        role('redo', 'desktop.menu.redo'),
        separator,
        role('cut', 'desktop.menu.cut'),
        role('copy', 'desktop.menu.copy'),
        role('paste', 'desktop.menu.paste'),
        role('selectAll', 'desktop.menu.selectAll'),
      ],
    },
    {
      label: say('desktop.menu.view'),
      submenu: [
        role('resetZoom', 'desktop.menu.actualSize'),
        role('zoomIn', 'desktop.menu.zoomIn'),
        role('zoomOut', 'desktop.menu.zoomOut'),
        role('togglefullscreen', 'desktop.menu.fullScreen'),
        separator,
        role('reload', 'desktop.menu.reload'),
        ...(packaged ? [] : [role('toggleDevTools', 'desktop.menu.developerTools')]),
      ],
    },
    { label: say('desktop.menu.window'), submenu: [role('minimize', 'desktop.menu.minimize'), role('close', 'desktop.menu.close')] },
    ...(isMac ? [] : [{ label: say('desktop.menu.help'), submenu: [about] }]),
  ];
}
