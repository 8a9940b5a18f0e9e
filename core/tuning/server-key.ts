import type { Target } from '../providers/provider.ts';
import type { TargetName } from '../providers/target.ts';

/**
 * The name under which a server's laps are kept: the same whichever host caught it, and without anything secret.
 * @param owner the account, `openstack:<cloud>`, or undefined where there is none
 */
export function serverKey({ provider, label }: Pick<Target, 'provider' | 'label'>, owner: string | undefined): string {
  return `${owner ?? provider}/${label}`;
}

/** The practice server's, by its scenario. */
export function practiceKey(scenario: string): string {
  return `practice:${scenario}`;
}

/** The key of what a person named on the command line, once it was opened. */
export function keyOfNamed(name: TargetName, target: Pick<Target, 'provider' | 'label'>, defaultScenario: string): string {
  switch (name.kind) {
    case 'practice':
      return practiceKey(name.scenario ?? defaultScenario);
    case 'qemu':
      return `qemu:${name.image ?? 'text'}`;
    case 'openstack':
      return serverKey(target, `openstack:${name.cloud}`);
    case 'account':
      return serverKey(target, name.account);
    case 'standardInput':
    case 'address':
      return serverKey(target, undefined);
  }
}
