import { execFile } from 'node:child_process';
import { BootcatchError } from '../core/base/error.ts';
import { Secret } from '../core/base/secret.ts';

/** A password store may ask the person to unlock it. */
const LIMIT_MS = 60_000;
const OUTPUT_LIMIT_BYTES = 64 << 10;

/**
 * Secrets of accounts from the person's own command, such as `secret-tool lookup bootcatch "$BOOTCATCH_ACCOUNT" field "$BOOTCATCH_FIELD"`: a shell
 * runs it with these two variables set, and the first line that it prints is the secret. No line: it knows none.
 */
export function secretCommand(command: string, environment: NodeJS.ProcessEnv, platform: string): (account: string, field: string) => Promise<Secret | undefined> {
  const [shell, ...args] = platform === 'win32' ? ['cmd', '/d', '/s', '/c', command] : ['sh', '-c', command];
  return (account, field) =>
    new Promise((resolve, reject) => {
      const options = { env: { ...environment, BOOTCATCH_ACCOUNT: account, BOOTCATCH_FIELD: field }, timeout: LIMIT_MS, maxBuffer: OUTPUT_LIMIT_BYTES, encoding: 'utf8' } as const;
      execFile(shell, args, options, (error, stdout) => {
        const [line = ''] = stdout.split(/\r?\n/, 1);
        if (line !== '') return resolve(new Secret(line));
        // Lookups end with 1 where nothing is found. What the command wrote may hold a secret, so only its end is told.
        if (!error || error.code === 1) return resolve(undefined);
        reject(new BootcatchError('host.secretCommandFailed', { reason: error.code ?? error.signal ?? '-' }));
      });
    });
}
