import { app, BrowserWindow, dialog } from 'electron';
import type { EngineProcess } from './engine-process.ts';
import type { EngineWatch } from './engine-watch.ts';
import type { Words } from './words.ts';

/**
 * Quitting ends the engine in order, and asks first while a catch runs. Closing the last window means quitting, except on macOS, where an app
 * stays without one.
 */
export function setupQuit(engine: Pick<EngineProcess, 'end'>, watch: Pick<EngineWatch, 'running'>, words: Words): void {
  let state: 'running' | 'asking' | 'ending' | 'ended' = 'running';

  const quit = async (): Promise<void> => {
    state = 'asking';
    const servers = watch.running.map((running) => words.serverOf(running));
    if (servers.length > 0 && !(await agrees(servers, words))) {
      state = 'running';
      return;
    }
    state = 'ending';
    await engine.end();
    state = 'ended';
    app.quit();
  };

  app.on('before-quit', (event) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state === 'running') void quit();
  });
  app.on('browser-window-created', (_event, window) => {
    window.on('close', (event) => {
      if (process.platform === 'darwin' || state === 'ended' || BrowserWindow.getAllWindows().length > 1) return;
      // The window stays until it is sure that the app ends.
      event.preventDefault();
      app.quit();
    });
  });
  // The listener alone keeps Electron from quitting by itself.
  app.on('window-all-closed', () => undefined);
}

async function agrees(servers: readonly string[], words: Words): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: words.say('desktop.quitDuringCatch', { servers: servers.join(', ') }),
    detail: words.say('desktop.quitDuringCatch.detail'),
    buttons: [words.say('desktop.keepCatching'), words.say('desktop.stopAndQuit')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
