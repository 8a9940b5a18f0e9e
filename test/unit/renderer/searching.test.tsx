// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { SearchStep } from '../../../core/contract/index.ts';
import { SearchBox } from '../../../renderer/recordings/SearchBox.tsx';
import { useSearch } from '../../../renderer/recordings/use-search.ts';
import { fakeEngine, show, type Call } from './show.tsx';

function Searching(): React.JSX.Element {
  return <SearchBox search={useSearch()} label="Search here" />;
}

/** Asks for “panic” from an engine whose search goes these steps. */
function search(steps: () => AsyncIterable<SearchStep>, locale: 'en' | 'ja' = 'en'): Call[] {
  const calls = fakeEngine({ 'recordings.search': steps });
  show(<Searching />, locale);
  fireEvent.change(screen.getByRole('textbox'), { target: { value: ' panic ' } });
  fireEvent.click(screen.getByRole('button', { name: locale === 'ja' ? '検索' : 'Search' }));
  return calls;
}

test('a search says how far its reading is, then what it has found', async () => {
  const go = Promise.withResolvers<void>();
  const calls = search(async function* () {
    yield { state: 'reading', share: null };
    yield { state: 'reading', share: 0.42 };
    await go.promise;
    yield { state: 'found', hits: [{ id: 'one', atMs: 1_000, line: 'Kernel panic' }] };
  });
  expect((await screen.findByRole('progressbar')).getAttribute('value')).toBe('0.42');
  expect(calls[0]?.input).toEqual({ text: 'panic' });
  go.resolve();
  await screen.findByText('Found: 1');
  expect(screen.queryByRole('progressbar')).toBeNull();
});

test('it can be cancelled, and another one begun', async () => {
  const calls = search(async function* () {
    yield { state: 'reading', share: 0.1 };
    await new Promise(() => undefined);
  }, 'ja');
  await screen.findByText('まだ検索していない録画を読み込んでいます…');
  fireEvent.click(screen.getByRole('button', { name: 'キャンセル' }));
  expect(calls[0]?.signal?.aborted).toBe(true);
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  fireEvent.click(screen.getByRole('button', { name: '検索' }));
  await screen.findByRole('progressbar');
  expect(calls).toHaveLength(2);
});

test('what is wrong with a search is said at its field', async () => {
  const { ORPCError } = await import('@orpc/client');
  search(async function* () {
    yield await Promise.reject<SearchStep>(new ORPCError('SAID', { data: { key: 'recording.searchTooShort', values: {} } }));
  });
  await screen.findByText('Search for at least two characters.');
});
