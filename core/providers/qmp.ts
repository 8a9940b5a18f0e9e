import { z } from 'zod';
import { parseConsoleAddress } from '../link/console-url.ts';
import type { Endpoint } from '../link/endpoint.ts';
import { ProviderError } from './error.ts';
import { needSetting, type ProviderKind } from './kind.ts';
import { ownMachineReach } from './libvirt.ts';
import { listedProvider } from './listed.ts';
import type { ProviderPorts } from './ports.ts';
import { quote } from './quote.ts';

const CONVERSATION_LIMIT_MS = 10_000;
/** Events may come between a command and its answer; more of them than this is no QMP. */
const LINE_LIMIT = 1_000;

const answerSchema = z.union([
  z.object({ QMP: z.unknown() }).transform(() => ({ kind: 'greeting' }) as const),
  z.object({ return: z.unknown() }).transform((body) => ({ kind: 'answer', value: body.return }) as const),
  z.object({ error: z.object({ desc: z.string() }) }).transform(({ error }) => ({ kind: 'refusal', said: error.desc }) as const),
  z.object({ event: z.string() }).transform(() => ({ kind: 'event' }) as const),
]);

/** One QEMU of one's own, through its monitor socket (QMP). */
export const qmp: ProviderKind = {
  name: 'qmp',
  title: 'QEMU (QMP)',
  triedOnRealSoftware: true,
  fields: [
    { name: 'socket', hint: 'provider.field.qmp.socket' },
    { name: 'console', hint: 'provider.field.qmp.console', optional: true },
    { name: 'pinSha256', hint: 'provider.field.vncPin', optional: true },
    { name: 'vncPassword', hint: 'provider.field.vncPassword', secret: true, optional: true },
  ],
  create: (account, ports) => {
    const socket = needSetting(account, 'socket');
    const { console, pinSha256 } = account.settings;
    const password = account.secrets['vncPassword'];
    const ask = <T>(command: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> => execute(ports, socket, command, schema, signal);
    const status = async (signal: AbortSignal): Promise<string> => (await ask('query-status', z.object({ status: z.string() }), signal)).status;
    return listedProvider({
      name: 'qmp',
      service: 'QEMU',
      list: async (signal) => {
        const { name } = await ask('query-name', z.object({ name: z.string().optional() }), signal);
        return [{ id: account.name, name: name ?? account.name, status: await status(signal), addresses: [] }];
      },
      target: () => ({
        reach: ownMachineReach,
        consoleAtReboot: 'stays',
        otherWaysIn: ['provider.way.libvirt.menu', 'provider.way.libvirt.guestfish'],
        endpoint: async (signal): Promise<Endpoint> => {
          const found = console ? parseConsoleAddress(console) : await findVnc(ask, signal);
          const endpoint: Endpoint = pinSha256 ? { ...found, tls: { pinSha256 } } : found;
          // With a password QEMU negotiates step by step.
          return password ? { ...endpoint, password, handshake: 'polite' } : endpoint;
        },
        reboot: async (kind, signal) => {
          if (kind === 'soft') throw new ProviderError('provider.noReboot', { service: 'QEMU', kind });
          await ask('system_reset', z.unknown(), signal);
          // A guest that panicked under a watching hypervisor is paused, and stays so after the reset.
          if ((await status(signal)) !== 'running') await ask('cont', z.unknown(), signal);
        },
        status,
        actions: { interrupt: async (signal) => void (await ask('inject-nmi', z.unknown(), signal)) },
      }),
    });
  },
};

type Ask = <T>(command: string, schema: z.ZodType<T>, signal: AbortSignal) => Promise<T>;

async function findVnc(ask: Ask, signal: AbortSignal): Promise<Endpoint> {
  const vnc = await ask('query-vnc', z.object({ enabled: z.boolean(), host: z.string().optional(), service: z.string().optional() }), signal);
  const port = Number(vnc.service);
  if (!vnc.enabled || !Number.isInteger(port) || port < 1 || port > 65_535) throw new ProviderError('provider.libvirt.noDisplay', { server: 'QEMU' });
  const host = vnc.host === undefined || vnc.host === '0.0.0.0' || vnc.host === '::' ? '127.0.0.1' : vnc.host;
  return { kind: 'tcp', host, port };
}

/** One command in a conversation of its own: the greeting, the agreement, the command, its answer. QMP serves one client at a time, so none is kept open. */
async function execute<T>(ports: Pick<ProviderPorts, 'clock' | 'openLines'>, address: string, command: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
  const tooSlow = new AbortController();
  const timer = ports.clock.setTimeout(() => tooSlow.abort(), CONVERSATION_LIMIT_MS);
  const either = AbortSignal.any([signal, tooSlow.signal]);
  try {
    const channel = await ports.openLines(address, either);
    const close = (): void => channel.close();
    either.addEventListener('abort', close, { once: true });
    try {
      const lines = channel.lines[Symbol.asyncIterator]();
      const next = async (): Promise<unknown> => {
        for (let count = 0; count < LINE_LIMIT; count++) {
          const line = await lines.next();
          if (line.done) break;
          const answer = answerSchema.safeParse(JSON.parse(line.value));
          if (!answer.success || answer.data.kind === 'event') continue;
          if (answer.data.kind === 'refusal') throw new ProviderError('provider.commandFailed', { command, said: quote(answer.data.said) });
          return answer.data.kind === 'answer' ? answer.data.value : undefined;
        }
        throw new Error('the conversation ended');
      };
      await next();
      channel.send(JSON.stringify({ execute: 'qmp_capabilities' }));
      await next();
      channel.send(JSON.stringify({ execute: command }));
      return schema.parse(await next());
    } finally {
      either.removeEventListener('abort', close);
      channel.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ProviderError) throw error;
    const observed = tooSlow.signal.aborted ? `${CONVERSATION_LIMIT_MS / 1_000} s` : quote(error instanceof Error ? error.message : String(error));
    throw new ProviderError('provider.qmp.noConversation', { socket: address, observed }, { noAnswer: true, cause: error });
  } finally {
    timer.dispose();
  }
}
