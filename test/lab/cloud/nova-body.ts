import type { CloudServer } from './server.ts';
import type { VmState } from './server-states.ts';

const powerStates: Readonly<Record<VmState, number>> = { building: 0, active: 1, rescued: 1, stopped: 4, error: 0 };

/** A server as the API shows it, down to what nobody here reads, so that a client meets the real breadth of it. */
export function serverBody(server: CloudServer, selfUrl: string): unknown {
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    tenant_id: '0f3a5c1d7b9e4826a1c0d2e4f6081b3d',
    user_id: '7d21c0b95a3f4e0e8b6d1f2a3c4b5d6e',
    metadata: {},
    hostId: '2091634baaccdc4c5a1d57069c833e402921df696b7f970791b12ec6',
    image: '',
    flavor: { id: '1', links: [{ rel: 'bookmark', href: selfUrl.replace(/\/v2\.1.*/, '/flavors/1') }] },
    created: '2026-01-10T08:00:00Z',
    updated: '2026-01-10T08:01:00Z',
    addresses: { private: [{ version: 4, addr: '192.0.2.10', 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': '00:00:5e:00:53:01' }] },
    accessIPv4: '',
    accessIPv6: '',
    links: [{ rel: 'self', href: selfUrl }, { rel: 'bookmark', href: selfUrl.replace('/v2.1', '') }],
    'OS-DCF:diskConfig': 'AUTO',
    progress: 0,
    'OS-EXT-AZ:availability_zone': 'nova',
    config_drive: '',
    key_name: null,
    'OS-SRV-USG:launched_at': '2026-01-10T08:01:00.000000',
    'OS-SRV-USG:terminated_at': null,
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:power_state': powerStates[server.vmState],
    'os-extended-volumes:volumes_attached': [],
  };
}
