// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { CopyText } from '../../../renderer/console/CopyText.tsx';
import { useWindowState } from '../../../renderer/host/store.ts';
import { fakeEngine, show } from './show.tsx';

afterEach(() => vi.unstubAllGlobals());

const button = <CopyText size="xs" disabled={false} linesFrom={() => Promise.resolve(['Unable to mount root fs', '', ''])} />;

test('a screen’s text goes to the clipboard, and the button says so', async () => {
  fakeEngine();
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
  show(button, 'ja');
  fireEvent.click(screen.getByRole('button', { name: '文字をコピー' }));
  await screen.findByRole('button', { name: 'コピーしました' });
  expect(writeText.mock.calls).toEqual([['Unable to mount root fs']]);
});

test('where copying is refused, the window says what to do', async () => {
  fakeEngine();
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: () => Promise.reject(new Error('NotAllowedError')) } });
  show(button);
  fireEvent.click(screen.getByRole('button', { name: 'Copy text' }));
  await vi.waitFor(() => expect(useWindowState.getState().said?.message.key).toBe('app.console.copyFailed'));
  expect(screen.getByRole('button', { name: 'Copy text' })).toBeDefined();
});
