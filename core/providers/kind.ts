import type { z } from 'zod';
import type { Secret } from '../base/secret.ts';
import type { MessageKey } from '../messages/index.ts';
import { ProviderError } from './error.ts';
import type { ProviderPorts } from './ports.ts';
import type { Provider } from './provider.ts';

/** One thing that an account of a provider is asked for. */
export interface AccountField {
  readonly name: string;
  /** What to write into it, in one sentence. */
  readonly hint: MessageKey;
  /** Kept out of every file. */
  readonly secret?: boolean;
  readonly optional?: boolean;
  /** Offered where a person gives nothing. */
  readonly default?: string;
}

/** A provider as the registry knows it: what an account needs, and how to make one. */
export interface ProviderKind {
  /** The name in accounts and targets, e.g. `conoha`. */
  readonly name: string;
  /** The company's name as a person knows it. */
  readonly title: string;
  readonly fields: readonly AccountField[];
  /** True where all of it was tried on the real software. Else it is known from documents and tried on a fake, and a person is told so. */
  readonly triedOnRealSoftware?: true;
  create(account: AccountCredentials, ports: ProviderPorts, openAccount: OpenAccount): Provider | Promise<Provider>;
}

/** The provider of another account, by that account's name. @throws BootcatchError `provider.*` */
export type OpenAccount = (name: string) => Promise<Provider>;

/** An account with what its provider may know: settings and secrets by the names of the fields. */
export interface AccountCredentials {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** The environment variable that may hold a secret of an account: `BOOTCATCH_<ACCOUNT>_<FIELD>`. */
export function secretVariable(account: string, field: string): string {
  const part = (text: string): string => text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
  return `BOOTCATCH_${part(account)}_${part(field)}`;
}

/** A setting that must be there. @throws ProviderError `provider.settingMissing` */
export function needSetting(account: AccountCredentials, field: string): string {
  const value = account.settings[field];
  if (value === undefined || value === '') throw new ProviderError('provider.settingMissing', { setting: field, source: account.name });
  return value;
}

/** A secret that must be there. @throws ProviderError `provider.secretMissing` */
export function needSecret(account: AccountCredentials, field: string): Secret {
  const value = account.secrets[field];
  if (value === undefined) throw new ProviderError('provider.secretMissing', { secret: field, account: account.name, variable: secretVariable(account.name, field) });
  return value;
}

/** A setting checked by a schema. @throws ProviderError `provider.settingWrong` */
export function checkSetting<T>(account: AccountCredentials, field: string, value: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProviderError('provider.settingWrong', { setting: field, source: account.name, observed: parsed.error.issues[0]?.message ?? '' });
}
