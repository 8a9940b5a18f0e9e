import type { Context } from './context.ts';
import { openProvider } from './targets.ts';

/** `bootcatch servers`: the servers of one account, as a table or as JSON. */
export async function serversCommand(context: Context, account: string | undefined, flags: { readonly json: boolean }): Promise<number> {
  const provider = await openProvider(context, account ?? 'openstack:env');
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
