import { writeFile } from 'node:fs/promises';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { MessagePortMain } from 'electron';
import { Secret } from '../core/base/secret.ts';
import { messageOf } from '../core/catch/reach.ts';
import type { PortPurpose } from '../core/contract/desktop.ts';
import type { Engine } from '../core/engine/engine.ts';
import { createMachineEngine } from '../core/engine/on-this-machine.ts';
import type { Keychain } from '../core/engine/ports.ts';
import { createRouter, type EngineRouter, type HostServices } from '../core/engine/router.ts';
import { portServer } from '../core/engine/serve.ts';
import { linkOverPort } from '../core/rfb/view/port-link.ts';
import { sayMessage } from '../core/timeline/describe.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import type { shellContract } from './shell-contract.ts';

type Shell = ContractRouterClient<typeof shellContract>;

/**
 * The engine's own process. Nothing that a window, a menu or a dialog does can hold it up, and it outlives every window. It listens to the main process alone.
 */
const { parentPort } = process;
const tell = (message: FromEngine): void => parentPort.postMessage(message);

type Serve = (purpose: PortPurpose, port: MessagePortMain) => void;

/** Ports that come before the engine is loaded wait for it. */
const ready = Promise.withResolvers<Serve>();
let running: Engine | undefined;

parentPort.on('message', ({ data, ports: [port] }) => {
  const message = data as ToEngine;
  if (message.say === 'begin' && port) void begin(message.info, port);
  else if (message.say === 'open' && port) void ready.promise.then((serve) => serve(message.purpose, port));
  else if (message.say === 'end') void end();
});

async function begin(known: Omit<HostServices['info'], 'dataFolder'>, port: MessagePortMain): Promise<void> {
  const shell: Shell = createORPCClient(new RPCLink({ port }));
  port.start();
  const engine = createMachineEngine({
    environment: process.env,
    report: (message) => void process.stderr.write(`${sayMessage(known.systemLanguage, message)}\n`),
    ...(known.capabilities.keychain && { keychain: keychainOf(shell) }),
  });
  running = engine;
  try {
    await engine.load();
  } catch (error) {
    return tell({ say: 'failed', message: messageOf(error) });
  }
  const choosePlace = async (name: string): Promise<string | undefined> => (await shell.choosePlace({ name })) ?? undefined;
  const services: HostServices = {
    info: { ...known, dataFolder: engine.ports.dataFolder },
    saveFile: async (name, content) => {
      const file = await choosePlace(name);
      if (file !== undefined) await writeFile(file, await content.bytes());
      return file !== undefined;
    },
    exportPlaces: {
      choose: choosePlace,
      hand: () => undefined,
      discard: () => Promise.resolve(),
      show: (file) => shell.showFile({ file }),
    },
  };
  ready.resolve(server(engine, createRouter(engine, services)));
  tell({ say: 'ready' });
}

/** Serves one port for what it is for; a purpose that cannot be served closes it. */
function server(engine: Engine, router: EngineRouter): Serve {
  const serveContract = portServer(router);
  return (purpose, port) => {
    if (purpose.bootcatch === 'rpc') {
      serveContract(port);
      return port.start();
    }
    const { serverId, readOnly } = purpose;
    if (!engine.hasView(serverId)) return port.close();
    engine.attachView(serverId, linkOverPort(port), { readOnly });
  };
}

function keychainOf({ keychain }: Shell): Keychain {
  return {
    read: async (account, field) => {
      const value = await keychain.read({ account, field });
      return value === null ? undefined : new Secret(value);
    },
    write: (account, field, value) => keychain.write({ account, field, value: value.reveal() }),
    remove: (account, field) => keychain.remove({ account, field }),
  };
}

async function end(): Promise<void> {
  await running?.close();
  process.exit(0);
}
