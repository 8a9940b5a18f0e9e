import { IconArrowRight, IconCheck, IconCircle, IconX } from '../app/icons.ts';
import { formatSeconds } from '../../core/contract/index.ts';
import { useNow } from '../app/use-now.ts';
import { useWords } from '../app/words.ts';
import { stepsOf, type Step } from './steps.ts';
import { nowIn, type Lap, type Story } from './story.ts';

const keyNames: Readonly<Record<string, string>> = { f4: 'F4', esc: 'Esc', shift: 'Shift', arrows: '←', sequence: '…' };

/** The lap that runs, line by line, each with its time; the missed ones before it with their reasons. */
export function StoryPanel({ story }: { readonly story: Story }): React.JSX.Element {
  const { word, said } = useWords();
  const lap = story.laps.at(-1);
  const earlier = story.laps.slice(0, -1);
  return (
    <>
      {earlier.length > 0 && (
        <ol className="earlier-laps">
          {earlier.map((before) => (
            <li key={before.number}>
              <span className="earlier-lap">{word('app.lap.earlier', { lap: before.number })}</span> {before.missed && said(before.missed.message)}
            </li>
          ))}
        </ol>
      )}
      {lap && <p className="lap-reason">{said(lap.reason)}</p>}
      <StepList steps={stepsOf(lap, story.reboot === 'manual')} current={lap && story.result === null ? <RunningTime story={story} lap={lap} /> : null} />
      {lap?.missed && <p className="lap-missed">{said(lap.missed.message)}</p>}
      {lap?.refusal && <p className="lap-missed">{said(lap.refusal)}</p>}
      {story.notices.map(({ atMs, message }) => (
        <p key={atMs} className="lap-notice">
          {said(message)}
        </p>
      ))}
      {lap && lap.endMs === null && <KeyLine lap={lap} />}
    </>
  );
}

/** What a catch does, before there is one. */
export function StepsAhead(): React.JSX.Element {
  return <StepList steps={stepsOf(undefined, false)} current={null} />;
}

function StepList({ steps, current }: { readonly steps: readonly Step[]; readonly current: React.ReactNode }): React.JSX.Element {
  const { word, locale } = useWords();
  return (
    <ol className="steps">
      {steps.map(({ name, state, sinceMs, detail }) => (
        <li key={name} className={`step step-${state}`} {...(state === 'now' && { 'aria-current': 'step' as const })}>
          <span className="step-mark">{marks[state]}</span>
          <span className="visually-hidden">{word(stateWords[state])}: </span>
          <span className="step-name">
            {word(name)}
            {detail && <span className="step-detail"> {word(detail.key, detail.values)}</span>}
          </span>
          <span className="step-time">{sinceMs === null ? state === 'now' && current : formatSeconds(sinceMs, locale)}</span>
        </li>
      ))}
    </ol>
  );
}

const stateWords = { done: 'app.lap.done', now: 'app.lap.now', ahead: 'app.lap.next', missed: 'app.lap.missed' } as const;

const marks: Readonly<Record<Step['state'], React.JSX.Element>> = {
  done: <IconCheck size={15} stroke={2.4} aria-hidden />,
  now: <IconArrowRight size={15} stroke={2.4} aria-hidden />,
  ahead: <IconCircle size={11} stroke={2} aria-hidden />,
  missed: <IconX size={15} stroke={2.4} aria-hidden />,
};

function RunningTime({ story, lap }: { readonly story: Story; readonly lap: Lap }): React.JSX.Element {
  const { locale } = useWords();
  const now = useNow(true);
  return <>{formatSeconds(Math.max(0, nowIn(story, now) - lap.startMs), locale).replace(/(\.\d)\d/, '$1')}</>;
}

/** The key of this lap, and whether it flows. */
function KeyLine({ lap }: { readonly lap: Lap }): React.JSX.Element {
  const { word } = useWords();
  const count = lap.keys?.count ?? 0;
  return (
    <p className="key-line">
      <kbd>{lap.keys?.name ?? keyNames[lap.key] ?? lap.key}</kbd>
      {count > 0 ? word('app.lap.pressing', { count }) : word('app.lap.nextKey')}
    </p>
  );
}
