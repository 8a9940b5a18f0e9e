import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { app, dialog, nativeTheme } from 'electron';
import { dataFolder } from '../core/base/data-folder.ts';
import { BootcatchError } from '../core/base/error.ts';
import { version } from '../core/base/version.ts';
import { localeFrom, type MessageKey } from '../core/messages/index.ts';
import { nodeFiles } from '../core/providers/node/files.ts';
import { recordingsFolder } from '../core/recording/library.ts';
import { requireFolder } from '../core/storage/node-folder.ts';
import { CrashLog, setupCrashLog } from './crash-log.ts';
import { EngineProcess, type EngineEnd } from './engine-process.ts';
import { EngineWatch } from './engine-watch.ts';
import { setupKeepAwake } from './keep-awake.ts';
import { keychainState, SystemKeychain } from './keychain.ts';
import { MainWindow } from './main-window.ts';
import { setupMenu } from './menu.ts';
import { setupNotifications } from './notifications.ts';
import { setupOpened } from './opened.ts';
import { setupPorts } from './ports.ts';
import { setupQuit } from './quit.ts';
import { setupSecurity } from './security.ts';
import { choosePlace, showFile } from './shell-services.ts';
import { takeIn } from './take-in.ts';
import { setupUpdates } from './updates.ts';
import { registerWindowScheme, setupWindowFiles } from './window-files.ts';
import { Words } from './words.ts';

/** The built files lie side by side in `dist`. */
const built = import.meta.dirname;

const folder = dataFolder({ platform: process.platform, homeFolder: homedir(), environment: process.env });
const ownFolder = join(folder, 'desktop');
const crashLog = new CrashLog(join(folder, 'logs', 'desktop.log'), homedir());

setupCrashLog(crashLog);
try {
  // First: where Electron cannot keep its lock, the app would end without a word.
  requireFolder(ownFolder);
  app.setPath('userData', ownFolder);
  app.setAppUserModelId('app.bootcatch.desktop');
  app.enableSandbox();
  registerWindowScheme();
  // The first to start has the engine; a second start only shows its window.
  if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
  else app.quit();
} catch (error) {
  if (!(error instanceof BootcatchError)) throw error;
  void app.whenReady().then(() => endWithout(error));
}

/** Says why the app cannot run here. */
function endWithout(error: BootcatchError): void {
  const words = new Words(localeFrom(app.getPreferredSystemLanguages()[0]));
  dialog.showErrorBox(words.say('desktop.engineCannotStart'), error.localized(words.locale));
  app.exit(1);
}

async function start(): Promise<void> {
  const systemLanguage = localeFrom(app.getPreferredSystemLanguages()[0]);
  const words = new Words(systemLanguage);
  const keychain = await keychainState(process.platform);
  if (keychain !== 'safe') process.stderr.write(`${words.say(keychain === 'plain' ? 'desktop.keychainPlain' : 'desktop.keychainUnavailable')}\n`);

  const capabilities = { keychain: keychain === 'safe', notifications: true, keepAwake: true, saveFile: true, nativeMenu: true };
  const services = { keychain: new SystemKeychain(join(ownFolder, 'keychain.json'), nodeFiles), choosePlace, showFile };
  const engine = new EngineProcess(join(built, 'engine.js'), { host: 'electron', version, platform: process.platform, systemLanguage, capabilities }, services);
  const watch = new EngineWatch();
  engine.onStarted((client) => watch.follow(client));
  engine.onEnded((end) => void engineEnded(engine, end, words));
  watch.onSettings(({ language, appearance }) => {
    words.choose(language);
    nativeTheme.themeSource = appearance;
  });

  setupSecurity(words);
  setupWindowFiles(join(built, '..', 'renderer'));
  setupPorts(engine);
  setupQuit(engine, watch, words);
  setupKeepAwake(watch);
  const window = new MainWindow({ preload: join(built, 'preload.cjs'), statePath: join(ownFolder, 'window.json'), files: nodeFiles, words, onFailure: (reason) => crashLog.write(reason) });
  setupMenu(words, folder, (command) => window.tell(command));
  setupNotifications(watch, words, (serverId) => window.tell({ show: 'server', serverId }));
  engine.start();
  setupOpened((command) => (command ? window.tell(command) : void window.show()), (path) => void openRecording(path, window, words));
  await setupUpdates(watch, words, (error) => crashLog.write('update', error));
}

/** Takes a recording in that was opened in the system, and shows it. */
async function openRecording(path: string, window: MainWindow, words: Words): Promise<void> {
  try {
    window.tell({ show: 'recording', id: await takeIn(path, recordingsFolder(folder)) });
  } catch (error) {
    await window.show();
    await dialog.showMessageBox({ type: 'error', message: basename(path), detail: error instanceof BootcatchError ? error.localized(words.locale) : String(error) });
  }
}

/** The engine has ended by itself: said at once, and never started again without the person, since a catch may have ended half done. */
async function engineEnded(engine: EngineProcess, end: EngineEnd, words: Words): Promise<void> {
  if ('code' in end) crashLog.write(`engine: exit code ${end.code}`);
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'code' in end ? words.say('desktop.engineGone', { code: end.code }) : words.say('desktop.engineCannotStart'),
    detail: 'code' in end ? words.say('desktop.engineGone.detail', { path: crashLog.path }) : words.say(end.message.key as MessageKey, end.message.values),
    buttons: [words.say('desktop.startAgain'), words.say('desktop.quit')],
    cancelId: 1,
    noLink: true,
  });
  if (response === 0) engine.start();
  else app.quit();
}
