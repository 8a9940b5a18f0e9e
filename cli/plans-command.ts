import { styleText } from 'node:util';
import { familyOf, nextTimeMeasures, type SystemFamily } from '../core/plans/next-time.ts';
import { namedPlans } from '../core/plans/named.ts';
import type { Context } from './context.ts';

/** `bootcatch plans`: the plans that have a name, what each does, and its steps in the plan language. */
export function plansCommand(context: Context, { json }: { readonly json: boolean }): number {
  const plans = namedPlans.map(({ name, title, effect, writes, steps }) => ({ name, title: context.say(title), effect: context.say(effect), writes, steps }));
  if (json) context.stdout.write(`${JSON.stringify(plans)}\n`);
  else for (const { name, title, effect, steps } of plans) context.stdout.write(`${styleText('bold', name)}  ${title}\n  ${effect}\n  ${steps}\n\n`);
  return 0;
}

/** After a rescue: the commands that make the next one easier, for the system that the menu's entries name, or else for each known one. */
export function nextTimeText(context: Context, entries: readonly string[]): string {
  const family = familyOf(entries);
  const families: readonly SystemFamily[] = family ? [family] : ['debian', 'redHat'];
  return families
    .map((one) => {
      const head = context.say('plan.nextTime', { system: context.say(`plan.nextTime.system.${one}`) });
      const measures = nextTimeMeasures(one).map(({ title, commands }) => `  # ${context.say(title)}\n${commands.map((command) => `  ${command}`).join('\n')}`);
      return [head, ...measures].join('\n');
    })
    .join('\n\n');
}
