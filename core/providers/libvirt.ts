import { Secret } from '../base/secret.ts';
import type { Endpoint, SshHop } from '../link/endpoint.ts';
import { sshArguments } from '../link/ssh-link.ts';
import { ProviderError } from './error.ts';
import { checkSetting, type ProviderKind } from './kind.ts';
import { listedProvider } from './listed.ts';
import type { ProviderPorts, RunResult } from './ports.ts';
import type { ReachProfile } from './provider.ts';
import { quote } from './quote.ts';
import { z } from 'zod';

/** A machine of one's own may be asked often, and QEMU takes the whole handshake in one write. */
export const ownMachineReach: ReachProfile = {
  firstDelayMs: 0,
  intervalMs: 100,
  maxInFlight: 4,
  probeTimeoutMs: 2_000,
  renewIntervalMs: 500,
  maxRenewalsInFlight: 2,
  handshake: 'whole',
  evidence: 'measured',
};

/** Each probe through SSH is a sign-in, and sshd refuses more than ten at a time by default. */
const throughSshReach: ReachProfile = { ...ownMachineReach, intervalMs: 500, maxInFlight: 3, probeTimeoutMs: 8_000, renewIntervalMs: 2_000, evidence: 'inferred' };
const SSH_LIMIT_SECONDS = 10;

const COMMAND_LIMIT_MS = 20_000;
const FIRST_VNC_PORT = 5900;
/** `virsh domdisplay` gives the display's number after the colon, not its port; the password before the host stands as it is, unencoded (tried on libvirt 9.0). */
const DISPLAY = /^vnc:\/\/(?::(?<password>.*)@)?(?<host>\[[^\]]+\]|[^:/]*):(?<display>\d+)$/;
const LOOPBACK = new Set(['', 'localhost', '127.0.0.1', '::1']);

/**
 * Virtual machines of libvirt, through its own command `virsh`: on this machine, where a connection such as `qemu+ssh://host/system` reaches
 * other hosts, or on the host itself through SSH. Consoles that listen on that host alone are reached through SSH as well.
 */
export const libvirt: ProviderKind = {
  name: 'libvirt',
  title: 'libvirt (QEMU/KVM)',
  triedOnRealSoftware: true,
  fields: [
    { name: 'connection', hint: 'provider.field.libvirt.connection', default: 'qemu:///system' },
    { name: 'sshHost', hint: 'provider.field.libvirt.sshHost', optional: true },
    { name: 'hardReboot', hint: 'provider.field.libvirt.hardReboot', default: 'reset' },
    { name: 'consoleHost', hint: 'provider.field.libvirt.consoleHost', optional: true },
    { name: 'pinSha256', hint: 'provider.field.vncPin', optional: true },
    { name: 'vncPassword', hint: 'provider.field.vncPassword', secret: true, optional: true },
  ],
  create: (account, ports) => {
    const { connection = '', consoleHost, sshHost, pinSha256 } = account.settings;
    // libvirt takes no password in its addresses, but people write one there, and virsh repeats the address.
    const secrets = [connection, sshHost ?? ''].flatMap((address) => /:([^:@/]+)@/.exec(address)?.[1] ?? []).concat(account.secrets['vncPassword']?.reveal() ?? []);
    const hop: SshHop | undefined = sshHost ? { destination: sshHost } : hopOf(connection);
    const hardReboot = checkSetting(account, 'hardReboot', account.settings['hardReboot'] ?? '', z.enum(['reset', 'destroy']));
    const virsh = (args: readonly string[], signal: AbortSignal): Promise<RunResult> => {
      const all = ['--connect', connection, ...args];
      if (!sshHost) return runLimited(ports, 'virsh', all, signal);
      return runLimited(ports, 'ssh', [...sshArguments({ destination: sshHost }, SSH_LIMIT_SECONDS), ['virsh', ...all].map(quoteForShell).join(' ')], signal);
    };
    const mustRun = async (args: readonly string[], signal: AbortSignal): Promise<string> => succeed(await virsh(args, signal), `virsh ${args[0] ?? ''}`, secrets);
    const isRemote = /^[a-z0-9+]+:\/\/[^/]+\//i.test(connection);

    return listedProvider({
      name: 'libvirt',
      service: 'libvirt',
      list: async (signal) => {
        const names = linesOf(await mustRun(['list', '--all', '--name'], signal));
        const servers = [];
        // One after the other: over SSH each of them is a connection.
        for (const name of names) {
          const [id, state] = [await mustRun(['domuuid', '--', name], signal), await mustRun(['domstate', '--', name], signal)];
          servers.push({ id: id.trim(), name, status: state.trim(), addresses: [] });
        }
        return servers;
      },
      target: ({ id, name }) => ({
        reach: hop && !consoleHost ? throughSshReach : ownMachineReach,
        consoleAtReboot: hardReboot === 'reset' ? 'stays' : 'drops',
        otherWaysIn: ['provider.way.libvirt.menu', 'provider.way.libvirt.guestfish'],
        endpoint: async (signal): Promise<Endpoint> => {
          const shown = await virsh(['domdisplay', '--type', 'vnc', '--include-password', '--', id], signal);
          // A machine that is being started anew has no display for a moment; one without any never gets it.
          if (/not running/i.test(shown.stderr)) throw new ProviderError('provider.libvirt.noDisplay', { server: name }, { noAnswer: true });
          const groups = DISPLAY.exec(shown.stdout.trim())?.groups;
          if (!/no graphical display/i.test(shown.stderr)) succeed(shown, 'virsh domdisplay', secrets);
          if (!groups) throw new ProviderError('provider.libvirt.noDisplay', { server: name });
          const listens = (groups['host'] ?? '').replace(/^\[|\]$/g, '');
          const isElsewhere = (isRemote || sshHost !== undefined) && !consoleHost && LOOPBACK.has(listens);
          if (isElsewhere && !hop) {
            throw new ProviderError('provider.libvirt.loopback', { port: FIRST_VNC_PORT + Number(groups['display']) });
          }
          const password = groups['password'] ? new Secret(groups['password']) : account.secrets['vncPassword'];
          return {
            kind: 'tcp',
            host: consoleHost ?? (LOOPBACK.has(listens) ? '127.0.0.1' : listens),
            port: FIRST_VNC_PORT + Number(groups['display']),
            ...(isElsewhere && hop ? { through: hop } : {}),
            ...(pinSha256 ? { tls: { pinSha256 } } : {}),
            ...(password ? { password } : { handshake: 'whole' }),
          };
        },
        reboot: async (kind, signal) => {
          if (kind === 'soft') return void (await mustRun(['reboot', '--', id], signal));
          const done = await virsh([hardReboot, '--', id], signal);
          // A machine that is off (as some are after a panic) cannot be reset, but it can be started.
          if (done.exitCode !== 0 && !/not running/i.test(done.stderr)) succeed(done, `virsh ${hardReboot}`, secrets);
          if (done.exitCode !== 0 || hardReboot === 'destroy') await mustRun(['start', '--', id], signal);
        },
        status: async (signal) => (await mustRun(['domstate', '--', id], signal)).trim(),
        actions: {
          stop: async (signal) => void (await mustRun(['destroy', '--', id], signal)),
          start: async (signal) => void (await mustRun(['start', '--', id], signal)),
          snapshot: async (name, signal) => void (await mustRun(['snapshot-create-as', '--domain', id, '--name', name], signal)),
          interrupt: async (signal) => void (await mustRun(['inject-nmi', '--', id], signal)),
        },
      }),
    });
  },
};

/** The host of a libvirt URI that goes over SSH, as ssh wants it. */
function hopOf(connection: string): SshHop | undefined {
  const { destination, port, query } = /^[a-z]+\+ssh:\/\/(?<destination>(?:[^@/?]+@)?(?:\[[^\]]+\]|[^:/?]+))(?::(?<port>\d+))?[^?]*(?:\?(?<query>.*))?$/i.exec(connection)?.groups ?? {};
  if (destination === undefined) return undefined;
  const keyFile = new URLSearchParams(query).get('keyfile');
  return { destination: destination.replaceAll(/[[\]]/g, ''), ...(port !== undefined && { port: Number(port) }), ...(keyFile !== null && { keyFile }) };
}

/** One word for the shell at the other end of SSH, which reads the command as a line. */
const quoteForShell = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const linesOf = (text: string): readonly string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

/** A program's output. What it says on failing is quoted without `secrets`. @throws ProviderError `provider.commandFailed` */
function succeed({ exitCode, stdout, stderr }: RunResult, command: string, secrets: readonly string[]): string {
  if (exitCode !== 0) throw new ProviderError('provider.commandFailed', { command, said: quote(stderr, secrets) || String(exitCode) });
  return stdout;
}

/** Runs a program with a time limit. @throws ProviderError `provider.commandMissing`, `provider.commandSlow`; the signal's reason */
export async function runLimited(ports: Pick<ProviderPorts, 'clock' | 'run'>, program: string, args: readonly string[], signal: AbortSignal): Promise<RunResult> {
  const tooSlow = new AbortController();
  const timer = ports.clock.setTimeout(() => tooSlow.abort(new Error('time limit')), COMMAND_LIMIT_MS);
  try {
    return await ports.run(program, { args, signal: AbortSignal.any([signal, tooSlow.signal]) });
  } catch (error) {
    signal.throwIfAborted();
    if (tooSlow.signal.aborted) throw new ProviderError('provider.commandSlow', { command: program, seconds: COMMAND_LIMIT_MS / 1_000 }, { noAnswer: true });
    throw new ProviderError('provider.commandMissing', { command: program, observed: quote(error instanceof Error ? error.message : String(error)) }, { cause: error });
  } finally {
    timer.dispose();
  }
}
