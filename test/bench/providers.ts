import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { pastedFakes, providerFakes, textFakes } from '../fakes/all.ts';
import { conohaV3Fake } from '../fakes/conoha.ts';
import type { ProviderFake } from '../fakes/fake.ts';
import { hiveNode } from '../lab/hive-node.ts';
import { story, type LabCatch } from '../lab/catching.ts';
import type { LabMachine } from '../lab/machine.ts';
import { catchByTicket, catchOnProvider, providerMachine } from '../lab/providing.ts';
import type { Section } from './numbers.ts';

export interface ProvidersOptions {
  /** Those of one section alone, by their names. Default: all. */
  readonly names?: readonly string[] | undefined;
  readonly laps: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

const downMs = 2_050;

/** What a row tells of whom it is about. */
type Rules = Pick<ProviderFake, 'vncAuth' | 'hardReboot' | 'address' | 'keymap'>;

interface Entry {
  readonly name: string;
  readonly rules: Rules;
  readonly catchLaps: (lab: LabMachine) => Promise<readonly LabCatch[]>;
}

/** Every provider whose console is a picture, with those whose console is pasted. */
export const providers = (options: ProvidersOptions): Promise<Section> =>
  section('providers', 'Every provider', [...entriesOf({ ...providerFakes, ...pastedFakes }, options), ...webMks(options)], 'text-1', options);

/** Every provider that has a console of text. */
export const textConsoles = (options: ProvidersOptions): Promise<Section> => section('text-consoles', 'Every text console', entriesOf(textFakes, options), 'serial', options);

const entriesOf = (fakes: Readonly<Record<string, ProviderFake>>, { laps, seed }: ProvidersOptions): readonly Entry[] =>
  Object.entries(fakes).map(([name, kind]) => ({ name, rules: kind, catchLaps: (lab) => catchOnProvider(kind, lab, { laps, seed, downMs }) }));

/** No provider at all: tickets that a person pastes, and reboots of their own. */
const webMks = ({ laps, seed }: ProvidersOptions): readonly Entry[] =>
  (['stays', 'drops'] as const).map((hardReboot) => ({
    name: `VMware WebMKS by URL, ${hardReboot === 'stays' ? 'reset' : 'off and on'} by hand`,
    rules: { vncAuth: false, hardReboot, address: { use: 'once', lifeMs: 'untold' } },
    catchLaps: (lab) => catchByTicket(hardReboot, lab, { laps, seed, downMs }),
  }));

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
async function section(name: string, title: string, entries: readonly Entry[], image: ImageName, { names, laps, log }: ProvidersOptions): Promise<Section> {
  const rows = [];
  for (const { name: provider, rules, catchLaps } of entries) {
    if (names !== undefined && !names.includes(provider)) continue;
    const lab = await providerMachine(rules, image);
    const caught = await catchLaps(lab)
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
    for (const lost of caught.filter(({ truth }) => !truth.held)) log(story(lost));
    const { address, vncAuth, hardReboot } = rules;
    const lifetime = address === 'fixed' || address.lifeMs === 'untold' ? '' : `, ${address.lifeMs / 1_000} s`;
    const use = address === 'fixed' ? 'stays the same' : `${address.use === 'once' ? 'good once' : 'good again and again'}${lifetime}`;
    rows.push(`| ${provider} | ${held} of ${laps} | ${said} of ${laps} | ${use} | ${vncAuth ? 'VNC password' : 'none'} | ${hardReboot} |`);
  }
  const body = ['| provider | held | said so | console address | sign-in at the console | at a hard reboot |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
  return { name, title: `${title}, ${laps} laps each`, body };
}
