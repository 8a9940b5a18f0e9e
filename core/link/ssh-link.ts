import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { reasonOf } from './dial-error.ts';
import { describeEndpoint, type SshHop, type TcpEndpoint } from './endpoint.ts';
import { abortError, inSeconds } from './failure.ts';
import { Inbox } from './inbox.ts';
import type { DialOptions, Link } from './link.ts';

/** What ssh may say before it ends; its last line is quoted. */
const saidLimitCharacters = 4_096;
/** A peer that takes nothing while this much waits for it is gone. */
const unsentLimitBytes = 1 << 20;
/** How long ssh may take to end after its input has. */
const closeLimitMs = 2_000;

/** The arguments with which OpenSSH's client asks nobody anything and gives up in time; the destination comes last. */
export function sshArguments({ destination, port, keyFile }: SshHop, limitSeconds: number): readonly string[] {
  return ['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${limitSeconds}`, ...(port === undefined ? [] : ['-p', String(port)]), ...(keyFile === undefined ? [] : ['-i', keyFile]), '--', destination];
}

/**
 * Reaches a port behind another host's SSH with OpenSSH's own client (`ssh -W`), and so with the person's keys, agent and settings.
 * No port is opened on this machine. Opens once the console has spoken: before that, ssh does not say how far it came.
 * @throws BootcatchError `link.ssh…`, `link.refused`, `link.dialTimeout`
 */
export function openSsh(endpoint: TcpEndpoint, hop: SshHop, options: DialOptions, clock: Clock): Promise<Link> {
  const shown = describeEndpoint(endpoint);
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) return reject(abortError(options.signal));
    const child = spawn('ssh', ['-T', '-W', `${host}:${endpoint.port}`, ...sshArguments(hop, Math.max(1, Math.ceil(options.timeoutMs / 1_000)))]);
    const link = new SshLink(child, clock);
    const fail = (error: Error): void => {
      settle();
      child.kill();
      reject(error);
    };
    const onAbort = (): void => fail(abortError(options.signal));
    const timer = clock.setTimeout(() => fail(new BootcatchError('link.dialTimeout', { endpoint: shown, seconds: inSeconds(options.timeoutMs) })), options.timeoutMs);
    const onEnd = (): void => fail(sshError(link.said, shown));
    const onSpeech = (): void => {
      settle();
      resolve(link);
    };
    const settle = (): void => {
      timer.dispose();
      options.signal.removeEventListener('abort', onAbort);
      child.off('close', onEnd).stdout.off('data', onSpeech);
    };
    options.signal.addEventListener('abort', onAbort, { once: true });
    child.on('error', (error) => fail(new BootcatchError('link.sshMissing', { endpoint: shown, reason: reasonOf(error) }, { cause: error })));
    child.once('close', onEnd).stdout.once('data', onSpeech);
  });
}

function sshError(said: string, endpoint: string): BootcatchError {
  const reason = said.trim().split('\n').at(-1)?.replaceAll(/\p{C}/gu, '').slice(0, 200) || '-';
  if (/connect failed: Connection refused/i.test(said)) return new BootcatchError('link.refused', { endpoint });
  return new BootcatchError(/Permission denied|Host key verification failed/i.test(said) ? 'link.sshDenied' : 'link.sshFailed', { endpoint, reason });
}

class SshLink implements Link {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #clock: Clock;
  readonly #inbox: Inbox;
  readonly onData: Link['onData'];
  readonly onClose: Link['onClose'];
  /** What ssh wrote for people. */
  said = '';

  constructor(child: ChildProcessWithoutNullStreams, clock: Clock) {
    this.#child = child;
    this.#clock = clock;
    this.#inbox = new Inbox(child.stdout);
    this.onData = this.#inbox.onData;
    this.onClose = this.#inbox.onClose;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.said = (this.said + text).slice(-saidLimitCharacters)));
    child.stdout.on('data', (chunk: Buffer) => this.#inbox.push(chunk));
    child.on('close', (code) => this.#inbox.close({ kind: code === 0 ? 'closed' : 'cut' }));
    // A process that is gone takes no input; its end says why.
    child.stdin.on('error', () => {});
  }

  send(bytes: Uint8Array): void {
    const { stdin } = this.#child;
    if (!stdin.writable) return;
    if (stdin.writableLength > unsentLimitBytes) this.#child.kill();
    else stdin.write(bytes.slice());
  }

  dispose(): void {
    this.#inbox.dispose();
    // What was just sent, a key perhaps, still leaves: ssh ends by itself once the console has heard the end.
    this.#child.stdin.end();
    this.#child.stdout.resume();
    const patience = this.#clock.setTimeout(() => this.#child.kill(), closeLimitMs);
    this.#child.once('close', () => patience.dispose());
  }
}
