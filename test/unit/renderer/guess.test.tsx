// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { ORPCError } from '@orpc/client';
import { afterEach, expect, test, vi } from 'vitest';
import { GuessText } from '../../../renderer/console/GuessText.tsx';
import { TextView } from '../../../renderer/console/ScreenText.tsx';
import { fakeEngine, show } from './show.tsx';

afterEach(() => vi.unstubAllGlobals());

const button = <GuessText size="sm" guessFrom={(client) => client.consoles.guess({ serverId: 'main/1' })} />;
const guess = (): void => void fireEvent.click(screen.getByRole('button'));

test('a guess says that it is one', async () => {
  const calls = fakeEngine({ 'consoles.guess': () => ({ text: 'Kemel panic\n' }) });
  show(button, 'ja');
  guess();
  await screen.findByText('Kemel panic');
  expect(screen.getByText('これは推測です(正確な読み取りではありません)。')).toBeDefined();
  expect(calls).toMatchObject([{ name: 'consoles.guess', input: { serverId: 'main/1' } }]);
});

test('where nothing looks like text, that is said', async () => {
  fakeEngine({ 'consoles.guess': () => ({ text: ' \n' }) });
  show(button);
  guess();
  await screen.findByText('Nothing on this screen looks like text.');
});

test('where the recogniser is missing, its command is given to copy', async () => {
  const command = 'npm install --ignore-scripts --prefix "/home/me/guess" tesseract.js';
  fakeEngine({ 'consoles.guess': () => Promise.reject(new ORPCError('SAID', { data: { key: 'reading.noGuesser', values: { command } } })) });
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
  show(button);
  guess();
  expect((await screen.findByRole('alert')).textContent).toContain(command);
  fireEvent.click(screen.getByRole('button', { name: 'Copy the command' }));
  await waitFor(() => expect(writeText.mock.calls).toEqual([[command]]));
});

test('a screen of which nothing is read is not shown as an empty text', () => {
  show(<TextView snapshot={{ lines: [], exactShare: 0 }} name="web-01" />);
  expect(screen.getByText(/in no font that bootcatch knows/)).toBeDefined();
  expect(screen.queryByText('This is a guess, not a reading.')).toBeNull();
});
