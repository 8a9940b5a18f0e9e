import { Secret } from '../../core/base/secret.ts';
import type { ProviderFake } from './fake.ts';
import type { Reply } from './http.ts';
import { panelPageLifeMs, startPanelPage } from './panel.ts';
import { ok, serveRoutes, type Route } from './serve.ts';
import { FakeServer } from './server.ts';

const apiKey = 'api-key-of-the-fake';
const id = '14b3e7d6-ffb5-4994-8502-57fcd9db3b33';

const refusal = (status: number, error: string): Reply => ({ status, body: { error, status } });

/** Vultr. The API has power and a link to the customer portal's page; the console is what a person pastes from there. */
export const vultrFake: ProviderFake = {
  name: 'vultr',
  runs: 'running',
  vncAuth: false,
  hardReboot: 'drops',
  address: { use: 'often', lifeMs: panelPageLifeMs },
  refusal,
  start: async (around) => {
    const server = new FakeServer(around);
    const panel = await startPanelPage(around);
    const described = (): object => ({ id, label: 'web-01', hostname: 'vultr.guest', main_ip: '192.0.2.8', v6_main_ip: '', status: 'active', power_status: server.running ? 'running' : 'stopped', server_status: 'ok', kvm: 'https://my.vultr.invalid/subs/novnc/api.php?data=eaw' });
    const act = (change: () => void): Route => ({ kind: 'power', answer: () => (change(), { status: 204 }) });
    const served = await serveRoutes(
      {
        // Two pages, the server wanted on the second.
        'GET /v2/instances': {
          kind: 'list',
          answer: ({ query }) =>
            query.get('cursor') === 'bmV4dA=='
              ? ok({ instances: [described()], meta: { total: 2, links: { next: '', prev: 'cHJldg==' } } })
              : ok({ instances: [{ ...described(), id: 'another', label: 'db-01' }], meta: { total: 2, links: { next: 'bmV4dA==', prev: '' } } }),
        },
        [`GET /v2/instances/${id}`]: { kind: 'show', answer: () => ok({ instance: described() }) },
        [`POST /v2/instances/${id}/reboot`]: act(() => server.powerCycle()),
        [`POST /v2/instances/${id}/halt`]: act(() => server.stop()),
        [`POST /v2/instances/${id}/start`]: act(() => server.start()),
      },
      { admit: ({ headers }) => (headers['authorization'] === `Bearer ${apiKey}` ? undefined : refusal(401, 'Invalid API token.')), unknown: refusal(404, 'Not found') },
      around,
    );
    return {
      settings: { url: `${served.url}/v2` },
      secrets: { token: new Secret(apiKey) },
      desk: served.desk,
      panel,
      close: () => {
        panel.close();
        served.close();
      },
    };
  },
};
