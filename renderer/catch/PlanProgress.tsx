import { Button, Loader } from '@mantine/core';
import { formatSeconds, type TimelineEvent } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { useAct } from '../host/use-engine.ts';
import { logLines } from './log.ts';

const told = new Set<TimelineEvent['event']>(['planStep', 'notice', 'entryChosen']);

/** What plans did since the catch ended. */
export function planEvents(events: readonly TimelineEvent[]): TimelineEvent[] {
  const since = events.slice(events.findLastIndex(({ event }) => event === 'result') + 1);
  const first = since.findIndex(({ event }) => event === 'planStep');
  // The notice before the first step says what the plan is about to do.
  return first < 0 ? [] : since.slice(Math.max(0, first - 1)).filter(({ event }) => told.has(event));
}

export interface PlanProgressProps {
  readonly serverId: string;
  readonly events: readonly TimelineEvent[];
  /** The plan that runs; null once it has ended. */
  readonly plan: string | null;
}

/** A plan at work, step by step, with a way to stop it; and what it did, once it has ended. */
export function PlanProgress({ serverId, events, plan }: PlanProgressProps): React.JSX.Element | null {
  const { word, locale } = useWords();
  const { act, busy } = useAct();
  const lines = logLines(planEvents(events), locale);
  if (plan === null && lines.length === 0) return null;
  return (
    <section className={plan === null ? 'plan-done' : 'plan-chosen'}>
      <h3 className="panel-heading" aria-live="polite">
        {plan === null ? word('app.plans.did') : <>{word('app.plans.running')} <Loader size={11} /></>}
      </h3>
      <ol className="plan-steps">
        {lines.map(({ atMs, text }, index) => (
          <li key={index}>
            <span className="log-time">{formatSeconds(atMs - (lines[0]?.atMs ?? 0), locale)}</span>
            <span>{text}</span>
          </li>
        ))}
      </ol>
      {plan !== null && (
        <div className="plan-buttons">
          <Button variant="default" loading={busy} onClick={() => void act((client) => client.plans.stop({ serverId }))}>
            {word('app.plans.stop')}
          </Button>
        </div>
      )}
    </section>
  );
}
