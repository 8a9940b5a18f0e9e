import type { TunedDetail } from '../../core/contract/index.ts';
import { useWords, type Words } from '../app/words.ts';
import { inPercent, inSeconds } from './words.ts';

/** With fewer laps than this, that is said. */
const FEW_LAPS = 5;

/** What the next catch does and why, with how sure that is. */
export function Advice({ detail }: { readonly detail: TunedDetail }): React.JSX.Element {
  const words = useWords();
  const { word } = words;
  const { advice } = detail;
  const { earlyProbe, ownLaps, otherLaps, chance, chanceRange, downMs, windowMs, dense } = advice;
  const [downFrom, down, downTo] = downMs.map(inSeconds);
  const [windowFrom, window, windowTo] = windowMs.map(inSeconds);
  const [low, high] = [inPercent(chanceRange[0]), inPercent(chanceRange[1])];
  const isFixed = detail.settings.some(({ name, origin }) => name === 'firstDelayMs' && origin.kind === 'set');
  const laps = ownLaps > 0 ? ownLaps : otherLaps;
  return (
    <section className="advice">
      <h2>{word('app.tuning.next')}</h2>
      <p className="strong">{sentence(detail, words)}</p>
      <p>
        {/* Of a delay that the person fixed, the sentence above tells the chance. */}
        {!isFixed && word(low === high ? 'app.tuning.sure' : 'tuning.chance', { chance: inPercent(chance), low, high })} {laps > 0 && laps < FEW_LAPS && word('app.tuning.few', { laps })}
      </p>
      <p>{word('app.tuning.times', { down: down ?? '', downFrom: downFrom ?? '', downTo: downTo ?? '', window: window ?? '', windowFrom: windowFrom ?? '', windowTo: windowTo ?? '' })}</p>
      <p>
        {word('tuning.cost', {
          cost: word(earlyProbe.blindMs === 0 ? 'tuning.costFree' : 'tuning.costBlind', { seconds: inSeconds(earlyProbe.blindMs) }),
          source: word(`tuning.costSource.${earlyProbe.source}`),
        })}
      </p>
      {earlyProbe.blindMs > 0 && !isFixed && (
        <p>
          {word('app.tuning.why', { blind: inSeconds(earlyProbe.blindMs), delay: inSeconds(advice.firstDelayMs), back: inPercent(advice.backByFirst) })} {laps < FEW_LAPS && word('app.tuning.whyGuess')}
        </p>
      )}
      {dense && <p>{word('app.tuning.dense', { from: inSeconds(dense.fromMs), to: inSeconds(dense.toMs), interval: inSeconds(dense.intervalMs) })}</p>}
    </section>
  );
}

function sentence({ advice, settings, inUse }: TunedDetail, { word, said }: Words): string {
  const delay = settings.find(({ name }) => name === 'firstDelayMs');
  if (delay?.origin.kind === 'set') return word('app.tuning.fixed', { delay: inSeconds(delay.value), chance: inPercent(inUse.chance) });
  if (advice.sentence) return said(advice.sentence);
  if (delay?.origin.kind === 'profile' || delay?.origin.kind === 'imported') return word('app.tuning.noDelayProfile');
  return word(delay?.origin.kind === 'builtIn' ? 'app.tuning.noDelayGuess' : 'app.tuning.noDelay');
}
