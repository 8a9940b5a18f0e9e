import { azureFake } from './azure.ts';
import { conohaV2Fake, conohaV2SerialFake, conohaV3Fake } from './conoha.ts';
import { digitalOceanFake } from './digitalocean.ts';
import type { ProviderFake } from './fake.ts';
import { hetznerFake } from './hetzner.ts';
import { linodeFake } from './linode.ts';
import { nifcloudFake } from './nifcloud.ts';
import { openstackFake, openstackSerialFake } from './openstack.ts';
import { ovhFake } from './ovh.ts';
import { proxmoxFake } from './proxmox.ts';
import { sakuraFake } from './sakura.ts';
import { scalewayFake } from './scaleway.ts';
import { upcloudFake } from './upcloud.ts';
import { vultrFake } from './vultr.ts';

/** Every provider whose API gives a console with a picture, by a name for tests. */
export const providerFakes: Readonly<Record<string, ProviderFake>> = {
  'conoha v3': conohaV3Fake,
  'conoha v2': conohaV2Fake,
  openstack: openstackFake,
  proxmox: proxmoxFake(),
  'proxmox of before 2020': proxmoxFake({ signIn: 'ticket', vncPassword: 'ticket' }),
  hetzner: hetznerFake(),
  'hetzner that keeps its console': hetznerFake('stays'),
  sakura: sakuraFake,
  upcloud: upcloudFake,
  ovh: ovhFake,
  linode: linodeFake(),
  'linode in a distributed region': linodeFake({ region: 'distributed' }),
};

/** Every provider whose API gives a text console, by a name for tests. Behind each is a machine's serial line: `vm.vncPort` is the port of that. */
export const textFakes: Readonly<Record<string, ProviderFake>> = {
  azure: azureFake,
  'conoha v2, serial': conohaV2SerialFake,
  'openstack, serial': openstackSerialFake,
  'linode weblish': linodeFake({ console: 'weblish' }),
  scaleway: scalewayFake,
};

/** Every provider whose API reboots and gives no console, by a name for tests: it is pasted. */
export const pastedFakes: Readonly<Record<string, ProviderFake>> = {
  'nifcloud with a pasted WebMKS ticket': nifcloudFake,
  'vultr with a pasted page': vultrFake,
  'digitalocean with a pasted page': digitalOceanFake,
};
