import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { ProviderError } from './error.ts';
import { HttpClient } from './http.ts';
import { needSecret, needSetting, type ProviderKind } from './kind.ts';
import { listedProvider, unmeasured } from './listed.ts';

const serversSchema = z.object({ servers: z.object({ server: z.array(z.object({ uuid: z.string(), title: z.string(), hostname: z.string().optional(), state: z.string() })) }) });
const serverSchema = z
  .object({
    server: z.object({
      state: z.string(),
      remote_access_enabled: z.string().optional(),
      remote_access_type: z.string().optional(),
      remote_access_host: z.string().optional(),
      remote_access_port: z.union([z.string(), z.number()]).transform(Number).optional(),
      remote_access_password: z.string().optional(),
    }),
  })
  .transform(({ server }) => server);

/** UpCloud, API 1.3: power, and the VNC port that a server's settings open. */
export const upcloud: ProviderKind = {
  name: 'upcloud',
  title: 'UpCloud',
  fields: [
    { name: 'username', hint: 'provider.field.upcloud.username' },
    { name: 'password', hint: 'provider.field.upcloud.password', secret: true },
    { name: 'url', hint: 'provider.field.apiUrl', default: 'https://api.upcloud.com/1.3' },
  ],
  create: (account, ports) => {
    const http = new HttpClient(ports, { service: 'UpCloud' });
    const password = needSecret(account, 'password');
    http.hide(password);
    const headers = { authorization: new Secret(`Basic ${Buffer.from(`${needSetting(account, 'username')}:${password.reveal()}`).toString('base64')}`) };
    const url = needSetting(account, 'url');
    const act = async (id: string, action: string, json: object, signal: AbortSignal): Promise<void> =>
      void (await http.send({ method: 'POST', url: `${url}/server/${id}/${action}`, headers, json }, signal));
    return listedProvider({
      name: 'upcloud',
      service: 'UpCloud',
      list: async (signal) => {
        const { server } = (await http.json({ url: `${url}/server`, headers }, serversSchema, signal)).body.servers;
        return server.map(({ uuid, title, hostname, state }) => ({ id: uuid, name: title, otherNames: hostname ? [hostname] : [], status: state, addresses: [] }));
      },
      target: ({ id, name }) => {
        const read = async (signal: AbortSignal): Promise<z.infer<typeof serverSchema>> =>
          (await http.json({ url: `${url}/server/${id}`, headers, retry: false }, serverSchema, signal)).body;
        return {
          reach: unmeasured('unconfirmed'),
          consoleAtReboot: 'unknown',
          otherWaysIn: ['provider.way.upcloud.cdrom', 'provider.way.upcloud.disk'],
          endpoint: async (signal) => {
            const server = await read(signal);
            const { remote_access_host: host, remote_access_port: port } = server;
            if (server.remote_access_enabled !== 'yes' || server.remote_access_type !== 'vnc' || !host || !port) {
              throw new ProviderError('provider.upcloud.consoleOff', { server: name, kind: server.remote_access_enabled === 'yes' ? (server.remote_access_type ?? '-') : '-' });
            }
            return { kind: 'tcp', host, port, ...(server.remote_access_password ? { password: new Secret(server.remote_access_password) } : {}) };
          },
          // A soft stop may hang on a panicked kernel; after its time the server is destroyed, so that it ends in a restart all the same.
          reboot: (kind, signal) => act(id, 'restart', { restart_server: { stop_type: kind, timeout: '60', timeout_action: 'destroy' } }, signal),
          status: async (signal) => (await read(signal)).state,
          actions: {
            stop: (signal) => act(id, 'stop', { stop_server: { stop_type: 'hard' } }, signal),
            start: (signal) => act(id, 'start', {}, signal),
          },
        };
      },
    });
  },
};
