import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { HttpClient } from './http.ts';
import { needSecret, needSetting, type ProviderKind } from './kind.ts';
import { listedProvider, readPages, unmeasured } from './listed.ts';

const instanceSchema = z.object({ id: z.string(), label: z.string(), hostname: z.string().catch(''), power_status: z.string().catch(''), main_ip: z.string().catch(''), v6_main_ip: z.string().catch('') });
const listSchema = z.object({
  instances: z.array(instanceSchema),
  meta: z.object({ links: z.object({ next: z.string().catch('') }).catch({ next: '' }) }).catch({ links: { next: '' } }),
});

/**
 * Vultr, API v2. There is no call for a console: the field `kvm` of a server is a page of the customer portal's, and what that opens is not documented
 * (vultr/govultr, instance.go). So the console's address is pasted.
 */
export const vultr: ProviderKind = {
  name: 'vultr',
  title: 'Vultr',
  fields: [
    { name: 'token', hint: 'provider.field.token', secret: true },
    { name: 'url', hint: 'provider.field.apiUrl', default: 'https://api.vultr.com/v2' },
  ],
  create: (account, ports) => {
    const http = new HttpClient(ports, { service: 'Vultr' });
    const token = needSecret(account, 'token');
    http.hide(token);
    const headers = { authorization: new Secret(`Bearer ${token.reveal()}`) };
    const url = needSetting(account, 'url');
    const post = async (path: string, signal: AbortSignal, json?: object): Promise<void> =>
      void (await http.send({ method: 'POST', url: `${url}${path}`, headers, ...(json && { json }) }, signal));
    return listedProvider({
      name: 'vultr',
      service: 'Vultr',
      list: (signal) => {
        let cursor = '';
        return readPages(async () => {
          const query = new URLSearchParams({ per_page: '500', ...(cursor && { cursor }) }).toString();
          const { instances, meta } = (await http.json({ url: `${url}/instances?${query}`, headers }, listSchema, signal)).body;
          cursor = meta.links.next;
          const items = instances.map(({ id, label, hostname, power_status: status, main_ip: v4, v6_main_ip: v6 }) => ({
            id,
            name: label || hostname,
            otherNames: [hostname],
            status,
            addresses: [v4, v6].filter((address) => address !== ''),
          }));
          return { items, more: cursor !== '' };
        });
      },
      target: ({ id }) => ({
        reach: unmeasured('unconfirmed'),
        consoleAtReboot: 'unknown',
        canRenew: false,
        rebootKinds: ['hard'],
        otherWaysIn: ['provider.way.vultr.iso', 'provider.way.paste'],
        reboot: (_kind, signal) => post(`/instances/${id}/reboot`, signal),
        status: async (signal) => (await http.json({ url: `${url}/instances/${id}`, headers }, z.object({ instance: instanceSchema }), signal)).body.instance.power_status,
        actions: {
          stop: (signal) => post(`/instances/${id}/halt`, signal),
          start: (signal) => post(`/instances/${id}/start`, signal),
          snapshot: (description, signal) => post('/snapshots', signal, { instance_id: id, description }),
        },
      }),
    });
  },
};
