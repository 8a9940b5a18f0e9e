import { Button, TextInput } from '@mantine/core';
import { useWords } from '../app/words.ts';
import type { Search } from './use-search.ts';

/** Where the text to search for is typed; what came of it is said below. */
export function SearchBox({ search, label }: { readonly search: Search; readonly label: string }): React.JSX.Element {
  const { word, said } = useWords();
  const { text, setText, found, busy, share, problem, run, cancel } = search;
  return (
    <form
      role="search"
      className="recording-search"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <TextInput
        className="typed-text"
        aria-label={label}
        placeholder={label}
        title={word('app.recordings.searchExample')}
        value={text}
        maxLength={200}
        error={problem && said(problem)}
        onChange={({ currentTarget: { value } }) => setText(value)}
      />
      <Button type="submit" variant="default" loading={busy}>
        {word('app.recordings.find')}
      </Button>
      {share !== null && (
        <div className="search-reading">
          <span role="status">{word('app.recordings.reading')}</span>
          <progress max={1} value={share} aria-label={word('app.recordings.reading')} />
          <Button size="compact-sm" variant="default" onClick={cancel}>
            {word('app.cancel')}
          </Button>
        </div>
      )}
      <p className="search-said" role="status">
        {found && (found.hits.length === 0 ? word('app.recordings.noHits', { text: found.text }) : word('app.recordings.hits', { count: found.hits.length }))}
      </p>
    </form>
  );
}
