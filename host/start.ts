import { existsSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import type { HostInfo } from '../core/contract/host.ts';
import type { Engine } from '../core/engine/engine.ts';
import { createMachineEngine } from '../core/engine/on-this-machine.ts';
import { createRouter } from '../core/engine/router.ts';
import { say, type Locale } from '../core/messages/index.ts';
import type { TimelineMessage } from '../core/timeline/events.ts';
import { Downloads } from './downloads.ts';
import { secretCommand } from './secret-command.ts';
import { startWebServer, type WebServer } from './web-server.ts';

export interface HostOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** 0 takes any free one. */
  readonly port: number;
  readonly locale: Locale;
  /** Told what a person should know and no window shows. */
  readonly report: (message: TimelineMessage) => void;
}

/** The local web host: an engine and its web server. */
export interface Host {
  readonly server: WebServer;
  readonly engine: Engine;
  /** Ends everything, catches too. */
  close(): Promise<void>;
}

/** Where `vite build` puts the window. */
const windowFolder = join(import.meta.dirname, '..', 'dist', 'renderer');

/** Starts the local web host. @throws BootcatchError `host.portTaken`, `engine.fileWrong`, `provider.fileWrong` */
export async function startHost({ environment, port, locale, report }: HostOptions): Promise<Host> {
  const command = environment['BOOTCATCH_SECRET_COMMAND'];
  const engine = createMachineEngine({ environment, report, ...(command && { secretCommand: secretCommand(command, environment, process.platform) }) });
  const info: HostInfo = {
    host: 'web',
    version: packageJson.version,
    platform: process.platform,
    systemLanguage: locale,
    dataFolder: engine.ports.dataFolder,
    capabilities: { keychain: false, notifications: false, keepAwake: false, saveFile: false, nativeMenu: false },
  };
  try {
    await engine.load();
    const downloads = new Downloads(engine.ports.clock);
    const router = createRouter(engine, { info, exportPlaces: downloads });
    const isBuilt = existsSync(join(windowFolder, 'index.html'));
    const server = await startWebServer({ engine, router, clock: engine.ports.clock, downloads, port, windowFolder: isBuilt ? windowFolder : undefined, noWindowText: say(locale, 'host.noWindow') });
    return { server, engine, close: async () => void (await Promise.all([server.close(), engine.close(), downloads.close()])) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
