/** Azure's paired regions, each pair once. */
const pairs: readonly (readonly [string, string])[] = [
  ['japaneast', 'japanwest'],
  ['eastasia', 'southeastasia'],
  ['koreacentral', 'koreasouth'],
  ['australiaeast', 'australiasoutheast'],
  ['centralindia', 'southindia'],
  ['eastus', 'westus'],
  ['eastus2', 'centralus'],
  ['northcentralus', 'southcentralus'],
  ['westus2', 'westcentralus'],
  ['canadacentral', 'canadaeast'],
  ['northeurope', 'westeurope'],
  ['uksouth', 'ukwest'],
  ['francecentral', 'francesouth'],
  ['germanywestcentral', 'germanynorth'],
  ['switzerlandnorth', 'switzerlandwest'],
  ['norwayeast', 'norwaywest'],
  ['uaenorth', 'uaecentral'],
  ['southafricanorth', 'southafricawest'],
];

const publicCloud = 'https://management.azure.com';

/** ARM's address in the region that is paired with `location`; undefined where there is none, or the cloud is not the public one. */
export function pairedHost(arm: string, location: string): string | undefined {
  const pair = pairs.find((names) => names.includes(location));
  const other = pair?.[0] === location ? pair[1] : pair?.[0];
  return arm === publicCloud && other !== undefined ? `https://${other}.management.azure.com` : undefined;
}
