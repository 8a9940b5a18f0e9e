import type { Context } from './context.ts';
import { accountStore, openProvider } from './targets.ts';

/** `bootcatch servers`: the accounts, or the servers of one, as a table or as JSON. */
export async function serversCommand(context: Context, account: string | undefined, flags: { readonly json: boolean }): Promise<number> {
  if (account === undefined) return listAccounts(context, flags.json);
  const provider = await openProvider(context, account);
  const servers = await provider.servers(context.signal);
  if (flags.json) {
    context.stdout.write(`${JSON.stringify(servers, undefined, 2)}\n`);
    return 0;
  }
  const widest = (values: readonly string[]): number => Math.max(0, ...values.map((value) => value.length));
  const nameWidth = widest(servers.map(({ name }) => name));
  const statusWidth = widest(servers.map(({ status }) => status));
  for (const { id, name, status, addresses } of servers) {
    context.stdout.write(`${name.padEnd(nameWidth)}  ${status.padEnd(statusWidth)}  ${id}  ${addresses.join(' ')}\n`);
  }
  if (servers.length === 0) context.stdout.write(`${context.say('cli.noServers')}\n`);
  return 0;
}

async function listAccounts(context: Context, asJson: boolean): Promise<number> {
  const accounts = await accountStore(context).list();
  if (asJson) context.stdout.write(`${JSON.stringify(accounts, undefined, 2)}\n`);
  else if (accounts.length === 0) context.stdout.write(`${context.say('cli.accountsNone')}\n`);
  else for (const { name, provider } of accounts) context.stdout.write(`${name}  ${provider}\n`);
  return 0;
}
