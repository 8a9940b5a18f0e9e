import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { providerFakes, textFakes } from '../fakes/all.ts';
import { conohaV3Fake } from '../fakes/conoha.ts';
import type { ProviderFake } from '../fakes/fake.ts';
import { hiveNode } from '../lab/hive-node.ts';
import { catchOnProvider, providerMachine } from '../lab/providing.ts';
import type { Section } from './numbers.ts';

export interface ProvidersOptions {
  /** Those of one section alone, by their names. Default: all. */
  readonly names?: readonly string[] | undefined;
  readonly laps: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

const downMs = 2_050;

/** Every provider whose console is a picture. */
export const providers = (options: ProvidersOptions): Promise<Section> => section('providers', 'Every provider', providerFakes, 'text-1', options);

/** Every provider that has a console of text. */
export const textConsoles = (options: ProvidersOptions): Promise<Section> => section('text-consoles', 'Every text console', textFakes, 'serial', options);

/** A node of a hive that stands on a provider's account. */
export async function hive({ laps, seed, log }: ProvidersOptions): Promise<Section> {
  const lab = await providerMachine(conohaV3Fake, 'text-1');
  const asked: string[] = [];
  const caught = await catchOnProvider(conohaV3Fake, lab, { laps, seed, downMs, openTarget: (provider, ports) => hiveNode(provider, ports, (node) => asked.push(node)) }).finally(() => lab.close());
  const held = caught.filter(({ result, truth }) => result.laps === 1 && truth.held).length;
  const body = `\`hive0\` of three nodes, through an account of ConoHa v3: held ${held} of ${laps}. Before each reboot both other nodes were asked over SSH (a stand-in for it): ${asked.length} times in all.`;
  log(body);
  return { name: 'hive', title: `A node of a hive, ${laps} laps`, body };
}

/** Laps on a real GRUB through each provider's fake, one after the other, each on one machine. A machine that breaks loses the laps that are left. */
async function section(name: string, title: string, fakes: Readonly<Record<string, ProviderFake>>, image: ImageName, { names, laps, seed, log }: ProvidersOptions): Promise<Section> {
  const rows = [];
  for (const [provider, kind] of Object.entries(fakes)) {
    if (names !== undefined && !names.includes(provider)) continue;
    const lab = await providerMachine(kind, image);
    const caught = await catchOnProvider(kind, lab, { laps, seed, downMs })
      .catch((error: unknown) => {
        log(`${provider}: ${String(error)}`);
        return [];
      })
      .finally(() => lab.close());
    // A menu that stood without a reboot would count for nothing.
    const rebooted = caught.filter(({ result }) => result.laps === 1);
    const held = rebooted.filter(({ truth }) => truth.held).length;
    const said = rebooted.filter(({ result }) => result.outcome === 'held').length;
    log(`${provider}: held ${held} of ${laps}, said of ${said}`);
    const address = kind.address === 'fixed' ? 'stays the same' : `${kind.address.use === 'once' ? 'good once' : 'good again and again'}, ${kind.address.lifeMs / 1_000} s`;
    rows.push(`| ${provider} | ${held} of ${laps} | ${said} of ${laps} | ${address} | ${kind.vncAuth ? 'VNC password' : 'none'} | ${kind.hardReboot} |`);
  }
  const body = ['| provider | held | said so | console address | sign-in at the console | at a hard reboot |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
  return { name, title: `${title}, ${laps} laps each`, body };
}
