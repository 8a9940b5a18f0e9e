import { Secret } from '../base/secret.ts';
import { secretVariable } from '../providers/kind.ts';
import type { EnginePorts } from './ports.ts';

/**
 * The secrets of accounts, from wherever this host has them: what was typed since it started, its keychain, the environment, the person's
 * own command. None is ever in a file of bootcatch.
 */
export class Secrets {
  readonly #ports: Pick<EnginePorts, 'keychain' | 'secretCommand' | 'providerPorts'>;
  readonly #typed = new Map<string, Secret>();

  constructor(ports: Pick<EnginePorts, 'keychain' | 'secretCommand' | 'providerPorts'>) {
    this.#ports = ports;
  }

  async find(account: string, field: string): Promise<Secret | undefined> {
    const { keychain, providerPorts, secretCommand } = this.#ports;
    const known = this.#typed.get(entryOf(account, field)) ?? (await keychain?.read(account, field));
    if (known) return known;
    const variable = providerPorts.environment[secretVariable(account, field)];
    return variable ? new Secret(variable) : await secretCommand?.(account, field);
  }

  /** @param inKeychain false keeps it in memory even where there is a keychain */
  async keep(account: string, field: string, value: Secret, inKeychain: boolean): Promise<void> {
    this.#typed.set(entryOf(account, field), value);
    if (inKeychain) await this.#ports.keychain?.write(account, field, value);
  }

  async forget(account: string, fields: readonly string[]): Promise<void> {
    for (const field of fields) {
      this.#typed.delete(entryOf(account, field));
      await this.#ports.keychain?.remove(account, field);
    }
  }
}

const entryOf = (account: string, field: string): string => JSON.stringify([account, field]);
