import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import { Emitter } from '../core/base/events.ts';
import type { Message } from '../core/contract/base.ts';
import { clientOverPort, type EngineClient } from '../core/contract/client.ts';
import type { PortPurpose } from '../core/contract/desktop.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import { shellContract } from './shell-contract.ts';
import type { ShellServices } from './shell-services.ts';

/** An engine that has not closed its catches and consoles by then is ended. */
const END_LIMIT_MS = 3_000;

/** Why the engine's process has ended by itself: with an exit code, or because it could not start. */
export type EngineEnd = { readonly code: number } | { readonly message: Message };

/** The engine's process, as the main process holds it. */
export class EngineProcess {
  readonly #entry: string;
  readonly #info: Extract<ToEngine, { say: 'begin' }>['info'];
  readonly #handler: RPCHandler<Record<never, never>>;
  readonly #started = new Emitter<EngineClient>();
  readonly #ended = new Emitter<EngineEnd>();
  /** Fires with a client of its own each time that the engine has started. */
  readonly onStarted = this.#started.event;
  /** Fires when the engine has ended without being asked to. */
  readonly onEnded = this.#ended.event;
  #process: UtilityProcess | undefined;

  constructor(entry: string, info: Extract<ToEngine, { say: 'begin' }>['info'], services: ShellServices) {
    this.#entry = entry;
    this.#info = info;
    this.#handler = new RPCHandler(shellRouter(services));
  }

  /** Starts it; also anew, after it has ended. */
  start(): void {
    const child = utilityProcess.fork(this.#entry, [], { serviceName: 'bootcatch engine', stdio: 'inherit' });
    this.#process = child;
    let failure: Message | undefined;
    child.on('message', (message: FromEngine) => {
      if (message.say === 'failed') {
        failure = message.message;
        child.kill();
        return;
      }
      const { port1, port2 } = new MessageChannelMain();
      this.open({ bootcatch: 'rpc' }, port2);
      const client = clientOverPort(port1);
      port1.start();
      this.#started.fire(client);
    });
    child.on('exit', (code) => {
      if (this.#process !== child) return;
      this.#process = undefined;
      this.#ended.fire(failure ? { message: failure } : { code });
    });
    const { port1, port2 } = new MessageChannelMain();
    this.#handler.upgrade(port1);
    port1.start();
    this.#tell({ say: 'begin', info: this.#info }, port2);
  }

  /** Lets a port be served; closes it where no engine runs. */
  open(purpose: PortPurpose, port: MessagePortMain): void {
    if (this.#process) this.#tell({ say: 'open', purpose }, port);
    else port.close();
  }

  /** Ends the engine with all its catches and consoles. */
  async end(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    this.#process = undefined;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.postMessage({ say: 'end' } satisfies ToEngine);
    const timer = setTimeout(() => child.kill(), END_LIMIT_MS);
    await exited;
    clearTimeout(timer);
  }

  #tell(message: ToEngine, port: MessagePortMain): void {
    this.#process?.postMessage(message, [port]);
  }
}

function shellRouter({ keychain, choosePlace, showFile }: ShellServices) {
  const os = implement(shellContract);
  return os.router({
    keychain: {
      read: os.keychain.read.handler(async ({ input: { account, field } }) => (await keychain.read(account, field)) ?? null),
      write: os.keychain.write.handler(({ input: { account, field, value } }) => keychain.write(account, field, value)),
      remove: os.keychain.remove.handler(({ input: { account, field } }) => keychain.remove(account, field)),
    },
    choosePlace: os.choosePlace.handler(async ({ input }) => (await choosePlace(input.name)) ?? null),
    showFile: os.showFile.handler(({ input }) => showFile(input.file)),
  });
}
