import { Secret } from '../../core/base/secret.ts';
import { startCloud } from '../lab/cloud/cloud.ts';
import type { NovaConsole } from '../lab/cloud/nova.ts';
import { measuredTimings, promptTimings, type CloudTimings } from '../lab/cloud/timings.ts';
import type { FakeAround, ProviderFake } from './fake.ts';
import { novaKnocks } from './nova-knocks.ts';

const consoleLifeMs = 600_000;

/** As measured, with the gap that is asked for; without one nothing takes time. */
export const cloudTimings = ({ downMs }: FakeAround): CloudTimings => (downMs === 0 ? promptTimings : { ...measuredTimings, downMs });

/** The lab's OpenStack. */
const openstack = (console: NovaConsole): ProviderFake => ({
  name: 'openstack',
  runs: 'ACTIVE',
  console: console === 'serial' ? 'text' : 'picture',
  vncAuth: false,
  hardReboot: 'drops',
  address: { use: 'often', lifeMs: consoleLifeMs },
  refusal: (code, message) => ({ status: code, body: { conflictingRequest: { code, message } } }),
  wrongKnocks: novaKnocks,
  start: async (around) => {
    const { clock, random, vm: hypervisor } = around;
    const cloud = await startCloud({ clock, random, servers: [{ name: 'web-01', hypervisor }], timings: cloudTimings(around), consoleTokenLifeMs: consoleLifeMs, console });
    const { username, password, domainName, projectName } = cloud.credentials;
    return {
      settings: { auth_url: cloud.authUrl, region_name: cloud.region, username, user_domain_name: domainName, project_name: projectName, project_domain_name: domainName, console },
      secrets: { password: new Secret(password) },
      desk: cloud.desk,
      endSessions: () => cloud.revokeApiTokens(),
      close: () => cloud.dispose(),
    };
  },
});

export const openstackFake = openstack('vnc');
/** With serial consoles alone. */
export const openstackSerialFake = openstack('serial');
