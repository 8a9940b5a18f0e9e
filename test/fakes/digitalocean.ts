import { Secret } from '../../core/base/secret.ts';
import type { ProviderFake } from './fake.ts';
import { member, type Reply } from './http.ts';
import { panelPageLifeMs, startPanelPage } from './panel.ts';
import { ok, serveRoutes } from './serve.ts';
import { FakeServer } from './server.ts';

const apiToken = 'dop-token-of-the-fake';
const id = 3164444;

const refusal = (status: number, message: string): Reply => ({ status, body: { id: status === 404 ? 'not_found' : 'because_of_a_test', message } });

/** DigitalOcean. A Droplet takes one action at a time; the console is what a person pastes from the control panel. */
export const digitalOceanFake: ProviderFake = {
  name: 'digitalocean',
  runs: 'active',
  vncAuth: false,
  hardReboot: 'drops',
  address: { use: 'often', lifeMs: panelPageLifeMs },
  refusal,
  start: async (around) => {
    const server = new FakeServer(around);
    const panel = await startPanelPage(around);
    let cycling = false;
    const act: Readonly<Record<string, () => void>> = {
      power_cycle: () => {
        cycling = true;
        server.powerCycle();
      },
      power_off: () => server.stop(),
      power_on: () => server.start(),
    };
    const described = (): object => {
      if (server.running) cycling = false;
      return { id, name: 'web-01', status: server.running || cycling ? 'active' : 'off', locked: false, networks: { v4: [{ ip_address: '192.0.2.9', type: 'public' }], v6: [] } };
    };
    const served = await serveRoutes(
      {
        // Two pages, the server wanted on the second.
        'GET /v2/droplets': {
          kind: 'list',
          answer: ({ query }) =>
            query.get('page') === '1'
              ? ok({ droplets: [{ ...described(), id: 1, name: 'db-01' }], links: { pages: { next: 'https://api.digitalocean.invalid/v2/droplets?page=2' } }, meta: { total: 2 } })
              : ok({ droplets: [described()], links: { pages: { prev: 'https://api.digitalocean.invalid/v2/droplets?page=1' } }, meta: { total: 2 } }),
        },
        [`GET /v2/droplets/${id}`]: { kind: 'show', answer: () => ok({ droplet: described() }) },
        [`POST /v2/droplets/${id}/actions`]: {
          kind: 'power',
          answer: ({ body }) => {
            const type = String(member(body, 'type'));
            const change = act[type];
            if (!change) return refusal(422, 'Type is not included in the list');
            if (cycling && !server.running) return refusal(422, 'Droplet already has a pending event.');
            change();
            return ok({ action: { id: 36804636, status: 'in-progress', type, resource_id: id, resource_type: 'droplet' } }, 201);
          },
        },
      },
      { admit: ({ headers }) => (headers['authorization'] === `Bearer ${apiToken}` ? undefined : refusal(401, 'Unable to authenticate you')), unknown: refusal(404, 'The resource you requested could not be found.') },
      around,
    );
    return {
      settings: { url: `${served.url}/v2` },
      secrets: { token: new Secret(apiToken) },
      desk: served.desk,
      panel,
      close: () => {
        panel.close();
        served.close();
      },
    };
  },
};
