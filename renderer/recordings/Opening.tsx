import type { Message } from '../../core/contract/index.ts';
import { addressOf } from '../app/route.ts';
import { useWords } from '../app/words.ts';

/** A recording that is not open yet, or cannot be. */
export function Opening({ problem }: { readonly problem: Message | undefined }): React.JSX.Element {
  const { word, said } = useWords();
  return (
    <div className="wide-page">
      <h1>{word('app.recordings')}</h1>
      {problem ? <p role="alert">{said(problem)}</p> : <p role="status">{word('app.recordings.opening')}</p>}
      <p>
        <a href={addressOf({ page: 'recordings' })}>{word('app.recordings')}</a>
      </p>
    </div>
  );
}
