import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { HttpClient } from './http.ts';
import { needSecret, needSetting, type ProviderKind } from './kind.ts';
import { listedProvider, readPages, unmeasured } from './listed.ts';

const addresses = z.array(z.object({ ip_address: z.string() })).catch([]);
const dropletSchema = z.object({
  id: z.union([z.number(), z.string()]).transform(String),
  name: z.string(),
  status: z.string(),
  networks: z.object({ v4: addresses, v6: addresses }).catch({ v4: [], v6: [] }),
});
const listSchema = z.object({
  droplets: z.array(dropletSchema),
  links: z.object({ pages: z.object({ next: z.string().optional() }).catch({}) }).catch({ pages: {} }),
});

/** DigitalOcean, API v2. Its actions reboot, power and copy a Droplet, but none opens a console (digitalocean/openapi, droplet actions): its address is pasted. */
export const digitalOcean: ProviderKind = {
  name: 'digitalocean',
  title: 'DigitalOcean',
  fields: [
    { name: 'token', hint: 'provider.field.digitalocean.token', secret: true },
    { name: 'url', hint: 'provider.field.apiUrl', default: 'https://api.digitalocean.com/v2' },
  ],
  create: (account, ports) => {
    const http = new HttpClient(ports, { service: 'DigitalOcean', busy: /\bpending event\b/i });
    const token = needSecret(account, 'token');
    http.hide(token);
    const headers = { authorization: new Secret(`Bearer ${token.reveal()}`) };
    const droplets = `${needSetting(account, 'url')}/droplets`;
    return listedProvider({
      name: 'digitalocean',
      service: 'DigitalOcean',
      list: (signal) =>
        readPages(async (page) => {
          const body = (await http.json({ url: `${droplets}?page=${page}&per_page=200`, headers }, listSchema, signal)).body;
          const items = body.droplets.map(({ id, name, status, networks: { v4, v6 } }) => ({ id, name, status, addresses: [...v4, ...v6].map((entry) => entry.ip_address) }));
          return { items, more: body.links.pages.next !== undefined };
        }),
      target: ({ id }) => {
        const act = async (action: object, signal: AbortSignal): Promise<void> => void (await http.send({ method: 'POST', url: `${droplets}/${id}/actions`, headers, json: action }, signal));
        return {
          reach: unmeasured('unconfirmed'),
          consoleAtReboot: 'unknown',
          canRenew: false,
          otherWaysIn: ['provider.way.digitalocean.recovery', 'provider.way.paste'],
          reboot: (kind, signal) => act({ type: kind === 'hard' ? 'power_cycle' : 'reboot' }, signal),
          status: async (signal) => (await http.json({ url: `${droplets}/${id}`, headers }, z.object({ droplet: dropletSchema }), signal)).body.droplet.status,
          actions: {
            stop: (signal) => act({ type: 'power_off' }, signal),
            start: (signal) => act({ type: 'power_on' }, signal),
            snapshot: (name, signal) => act({ type: 'snapshot', name }, signal),
          },
        };
      },
    });
  },
};
