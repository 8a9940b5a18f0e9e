import { providerFakes, textFakes } from '../fakes/all.ts';
import { catchOnProvider } from '../lab/providing.ts';
import type { Section } from './numbers.ts';

export interface ProvidersOptions {
  readonly laps: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

const downMs = 2_050;

/** Laps on a real GRUB through each provider's fake, one after the other on one machine. A machine that breaks loses the laps that are left. */
export async function providers({ laps, seed, log }: ProvidersOptions): Promise<Section> {
  const rows = [];
  for (const [name, kind] of Object.entries({ ...providerFakes, ...textFakes })) {
    const shown = kind.console ?? 'picture';
    const caught = await catchOnProvider(kind, { image: shown === 'text' ? 'serial' : 'text', laps, seed, downMs }).catch((error: unknown) => {
      log(`${name}: ${String(error)}`);
      return [];
    });
    const held = caught.filter(({ truth }) => truth.held).length;
    const said = caught.filter(({ result }) => result.outcome === 'held').length;
    log(`${name}: held ${held} of ${laps}, said of ${said}`);
    const address = kind.address === 'fixed' ? 'stays the same' : `${kind.address.use === 'once' ? 'good once' : 'good again and again'}, ${kind.address.lifeMs / 1_000} s`;
    rows.push(`| ${name} | ${shown} | ${held} of ${laps} | ${said} of ${laps} | ${address} | ${kind.vncAuth ? 'VNC password' : 'none'} | ${kind.hardReboot} |`);
  }
  const body = ['| provider | console | held | said so | console address | sign-in at the console | at a hard reboot |', '| --- | --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
  return { name: 'providers', title: `Every provider, ${laps} laps each`, body };
}
