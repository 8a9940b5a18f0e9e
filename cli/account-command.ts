import { BootcatchError } from '../core/base/error.ts';
import { createProvider, providerKind } from '../core/providers/index.ts';
import { secretVariable, type AccountField } from '../core/providers/kind.ts';
import { Secret } from '../core/base/secret.ts';
import type { Context } from './context.ts';
import { accountStore, openProvider, providerPorts } from './targets.ts';

/**
 * `bootcatch account add`: keeps an account's settings; its secrets stay where they are. Where those are at hand, it is tried at once.
 * @throws BootcatchError `cli.settingMalformed`, `cli.secretInArguments`, `provider.*`; what the provider says against it comes after the account was kept
 */
export async function addAccount(context: Context, name: string, provider: string, settingTexts: readonly string[]): Promise<number> {
  const kind = providerKind(provider);
  const settings: Record<string, string> = {};
  for (const text of settingTexts) {
    const [, setting = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    const field = kind.fields.find((known) => known.name === setting);
    if (!field) throw new BootcatchError('cli.settingMalformed', { provider: kind.title, settings: kind.fields.filter(({ secret }) => !secret).map((known) => known.name).join(', ') });
    if (field.secret) throw new BootcatchError('cli.secretInArguments', { setting, variable: secretVariable(name, setting) });
    settings[setting] = value;
  }
  const account = { name, provider, settings };
  const secretFields = kind.fields.filter(({ secret }) => secret);
  // Made once with stand-ins, so that a missing or wrong setting is told now and not at three in the morning.
  await createProvider(account, Object.fromEntries(secretFields.map((field) => [field.name, new Secret('unset')])), providerPorts(context));
  await accountStore(context).save(account);
  context.stdout.write(`${context.say('cli.accountAdded', { account: name })}\n`);
  if (!kind.triedOnRealSoftware) context.stdout.write(`${context.say('provider.untried', { provider: kind.title })}\n`);
  if (secretFields.length > 0) context.stdout.write(`${context.say('cli.accountSecrets', { variables: secretFields.map((field) => secretVariable(name, field.name)).join(', ') })}\n`);
  const isAtHand = (field: AccountField): boolean => Boolean(context.environment[secretVariable(name, field.name)]);
  if (secretFields.some(isAtHand) && secretFields.every((field) => field.optional === true || isAtHand(field))) {
    const { length: count } = await (await openProvider(context, name)).servers(context.signal);
    context.stdout.write(`${context.say('cli.accountTried', { provider: kind.title, count })}\n`);
  }
  return 0;
}

/** `bootcatch account remove`: forgets an account. @throws ProviderError `provider.accountUnknown` with the names that exist */
export async function removeAccount(context: Context, name: string): Promise<number> {
  const store = accountStore(context);
  await store.get(name);
  await store.remove(name);
  context.stdout.write(`${context.say('cli.accountRemoved', { account: name })}\n`);
  return 0;
}
