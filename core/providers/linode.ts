import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import type { Endpoint } from '../link/endpoint.ts';
import { ProviderError } from './error.ts';
import { HttpClient } from './http.ts';
import { checkSetting, needSecret, needSetting, type ProviderKind } from './kind.ts';
import { listedProvider, readPages, unmeasured, type ListedServer } from './listed.ts';
import { parseOrExplain } from './parse-console.ts';
import { quote } from './quote.ts';

const PAGE_SIZE = 100;
const CONSOLE_LIMIT_MS = 10_000;

/** The session of a console ends unless it is renewed; Linode's own panel does so with this word, this often. */
const RENEW_WORD = JSON.stringify({ action: 'renew' });
const RENEW_INTERVAL_MS = 30_000;

/** The disks that the rescue system shows; the next name is its own. */
const RESCUE_DEVICES = ['sda', 'sdb', 'sdc', 'sdd', 'sde', 'sdf', 'sdg'];

/** What a configuration profile boots: Linode's GRUB, which reads the disk's own configuration, or whatever the disk begins with. Anything else is a kernel of Linode's, which no menu comes before. */
const LINODE_GRUB = new Set(['linode/grub2', 'linode/grub-legacy']);
const BOOTS_THE_DISK = 'linode/direct-disk';

const consoleName = z.enum(['glish', 'weblish']);

const instanceSchema = z.object({
  id: z.union([z.number(), z.string()]).transform(String),
  label: z.string(),
  status: z.string(),
  type: z.string().nullish(),
  ipv4: z.array(z.string()).catch([]),
  ipv6: z.string().nullish().catch(null),
});
const page = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), pages: z.number().catch(1) });
const lishSchema = z.object({
  glish_url: z.string().nullish(),
  weblish_url: z.string(),
  monitor_url: z.string(),
  ws_protocols: z.array(z.string()).nullish(),
});
const backupsSchema = z.object({ snapshot: z.object({ current: z.object({ label: z.string().nullish() }).nullish() }) });

interface LinodeServer extends ListedServer {
  readonly isBareMetal: boolean;
}

/**
 * Linode (Akamai), API v4. The call for its consoles is not among the documented ones; it is known from the source of Linode's own panel, as is all about Lish here
 * (linode/manager: packages/api-v4/src/linodes/linodes.ts, packages/manager/src/features/Lish; commits 91d0e032a9 and 941f30fe85).
 */
export const linode: ProviderKind = {
  name: 'linode',
  title: 'Linode',
  fields: [
    { name: 'token', hint: 'provider.field.linode.token', secret: true },
    { name: 'console', hint: 'provider.field.linode.console', optional: true },
    { name: 'url', hint: 'provider.field.apiUrl', default: 'https://api.linode.com/v4' },
    { name: 'origin', hint: 'provider.field.origin', optional: true },
  ],
  create: (account, ports) => {
    const http = new HttpClient(ports, { service: 'Linode', busy: /^Linode busy\b/i });
    const token = needSecret(account, 'token');
    http.hide(token);
    const headers = { authorization: new Secret(`Bearer ${token.reveal()}`) };
    const { console: wanted, origin } = account.settings;
    const chosen = wanted ? checkSetting(account, 'console', wanted, consoleName) : undefined;
    const instances = `${needSetting(account, 'url')}/linode/instances`;
    const post = async (path: string, signal: AbortSignal, json?: object): Promise<void> =>
      void (await http.send({ method: 'POST', url: `${instances}/${path}`, headers, ...(json && { json }) }, signal));

    /** What the server's profiles boot, or nothing where it cannot be known: a catch must not end for that. */
    const kernelsOf = async (id: string, signal: AbortSignal): Promise<readonly string[]> => {
      const request = { url: `${instances}/${id}/configs?page_size=${PAGE_SIZE}`, headers, retry: false, limitMs: CONSOLE_LIMIT_MS };
      try {
        return (await http.json(request, page(z.object({ kernel: z.string() })), signal)).body.data.map(({ kernel }) => kernel);
      } catch (error) {
        if (error instanceof ProviderError) return [];
        throw error;
      }
    };
    return listedProvider<LinodeServer>({
      name: 'linode',
      service: 'Linode',
      list: (signal) =>
        readPages(async (number) => {
          const { data, pages } = (await http.json({ url: `${instances}?page=${number}&page_size=${PAGE_SIZE}`, headers }, page(instanceSchema), signal)).body;
          const items = data.map(({ id, label, status, type, ipv4, ipv6 }) => ({
            id,
            name: label,
            status,
            addresses: [...ipv4, ...(ipv6 ? [ipv6.replace(/\/\d+$/, '')] : [])],
            isBareMetal: type?.includes('metal') ?? false,
          }));
          return { items, more: number < pages };
        }),
      target: async ({ id, name, isBareMetal }, signal) => {
        // Linode's own instructions set GRUB up for the serial line alone, so that its menu is not on the screen.
        const usesLinodeGrub = async (): Promise<boolean> => (await kernelsOf(id, signal)).some((kernel) => LINODE_GRUB.has(kernel));
        const isText = isBareMetal || (chosen ? chosen === 'weblish' : await usesLinodeGrub());
        return {
          reach: unmeasured('unconfirmed'),
          consoleAtReboot: 'unknown',
          rebootKinds: ['soft'],
          otherWaysIn: [isText ? 'provider.way.linode.glish' : 'provider.way.linode.weblish', 'provider.way.linode.rescue', 'provider.way.linode.lish', 'provider.way.paste'],
          endpoint: async (asked): Promise<Endpoint> => {
            const lish = (await http.json({ method: 'POST', url: `${instances}/${id}/lish`, headers, limitMs: CONSOLE_LIMIT_MS }, lishSchema, asked)).body;
            const picture = isText ? undefined : lish.glish_url;
            const console = parseOrExplain(picture || lish.weblish_url, 'Linode');
            const monitor = parseOrExplain(lish.monitor_url, 'Linode');
            if (console.kind !== 'websocket' || monitor.kind !== 'websocket') throw new ProviderError('provider.consoleNotUnderstood', { service: 'Linode', address: 'tcp' });
            return {
              ...console,
              // They hold the session in Linode's distributed regions, and are none in its core ones.
              subprotocols: (lish.ws_protocols ?? []).map((protocol) => new Secret(protocol)),
              renewal: { url: monitor.url, message: RENEW_WORD, intervalMs: RENEW_INTERVAL_MS },
              ...(!picture && { text: { textMessages: true } }),
              ...(origin ? { origin } : {}),
            };
          },
          reboot: (_kind, asked) => post(`${id}/reboot`, asked, {}),
          beforeReset: async (asked) => {
            const booted = await kernelsOf(id, asked);
            const [kernel] = booted;
            const noMenu = kernel !== undefined && booted.every((each) => !LINODE_GRUB.has(each) && each !== BOOTS_THE_DISK);
            return noMenu ? new ProviderError('provider.linode.noBootMenu', { server: quote(name), kernel: quote(kernel) }) : undefined;
          },
          status: async (asked) => (await http.json({ url: `${instances}/${id}`, headers }, instanceSchema, asked)).body.status,
          actions: {
            stop: (asked) => post(`${id}/shutdown`, asked),
            start: (asked) => post(`${id}/boot`, asked, {}),
            rescue: async (asked) => {
              if (isBareMetal) return void (await post(`${id}/rescue`, asked));
              const { data: disks } = (await http.json({ url: `${instances}/${id}/disks?page_size=${PAGE_SIZE}`, headers }, page(z.object({ id: z.number() })), asked)).body;
              const devices = Object.fromEntries(disks.slice(0, RESCUE_DEVICES.length).map((disk, index) => [RESCUE_DEVICES[index] ?? '', { disk_id: disk.id }]));
              await post(`${id}/rescue`, asked, { devices });
              return undefined;
            },
            unrescue: (asked) => post(`${id}/reboot`, asked, {}),
            // Linode keeps one snapshot a server, and a new one takes the place of the old.
            snapshot: async (label, asked) => {
              const { current } = (await http.json({ url: `${instances}/${id}/backups`, headers }, backupsSchema, asked)).body.snapshot;
              if (current) throw new ProviderError('provider.linode.snapshotExists', { server: quote(name), label: quote(current.label ?? '-') });
              await post(`${id}/backups`, asked, { label });
            },
          },
        };
      },
    });
  },
};
