// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { HostGone } from '../../../renderer/app/HostGone.tsx';
import { CatchButton } from '../../../renderer/catch/CatchButton.tsx';
import { KeysMenu } from '../../../renderer/console/KeysMenu.tsx';
import { TypeDialog } from '../../../renderer/console/TypeDialog.tsx';
import { ByAddress } from '../../../renderer/servers/ByAddress.tsx';
import { ByProvider } from '../../../renderer/servers/ByProvider.tsx';
import { aSnapshot, fakeEngine, show } from './show.tsx';

const { target } = aSnapshot();

test('a catch that can lose data says so once, and passes on what was agreed to', async () => {
  const calls = fakeEngine();
  show(<CatchButton serverId="main/1" name="web-01" target={target} harmless={false} />);
  fireEvent.click(screen.getByRole('button', { name: 'Reboot and catch' }));
  await screen.findByText('This resets web-01 up to 5 times. Unsaved data on it is lost.');
  expect(calls).toEqual([]);
  fireEvent.change(screen.getByLabelText('Reboots at most'), { target: { value: '2' } });
  await screen.findByText('This resets web-01 up to 2 times. Unsaved data on it is lost.');
  fireEvent.click(screen.getAllByRole('button', { name: 'Reboot and catch' }).at(-1) as HTMLElement);
  await waitFor(() => expect(calls).toMatchObject([{ name: 'catches.start', input: { serverId: 'main/1', reboot: 'hard', keys: 'auto', lapLimit: 2, agreedResets: 2 } }]));
});

test('cancelling the question starts nothing', async () => {
  const calls = fakeEngine();
  show(<CatchButton serverId="main/1" name="web-01" target={target} harmless={false} />, 'ja');
  fireEvent.click(screen.getByRole('button', { name: '再起動してメニューを捕まえる' }));
  await screen.findByText('web-01 を最大 5 回、強制再起動します。保存されていないデータは失われます。');
  fireEvent.click(screen.getByRole('button', { name: 'キャンセル' }));
  await waitFor(() => expect(screen.queryByText(/強制再起動します/)).toBeNull());
  expect(calls).toEqual([]);
});

test('practice and a person who reboots need no consent', async () => {
  const calls = fakeEngine();
  show(<CatchButton serverId="practice" name="Practice server" target={null} harmless />);
  fireEvent.click(screen.getByRole('button', { name: 'Reboot and catch' }));
  await waitFor(() => expect(calls).toHaveLength(1));
  show(<CatchButton serverId="pasted:1" name="x" target={target && { ...target, reboots: ['manual'] }} harmless={false} />);
  fireEvent.click(screen.getByRole('button', { name: 'I’ll reboot it myself' }));
  await waitFor(() => expect(calls.at(-1)?.input).toMatchObject({ serverId: 'pasted:1', reboot: 'manual' }));
});

const keysMenu = <KeysMenu serverId="main/1" name="web-01" disabled={false} heldDown={new Set()} onToggle={() => undefined} />;

/** The engine presses keys where nothing speaks against it. */
const pressed = { 'keys.combination': () => ({ against: null }) };

test('Ctrl+Alt+Del is two steps away from any other button', async () => {
  const calls = fakeEngine(pressed);
  show(keysMenu);
  fireEvent.click(screen.getByRole('button', { name: 'Keys' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: /Ctrl\+Alt\+Del/ }));
  await screen.findByText('Ctrl+Alt+Del makes most systems reboot at once. Send it to web-01?');
  expect(calls).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Send Ctrl+Alt+Del' }));
  await waitFor(() => expect(calls).toMatchObject([{ name: 'keys.combination', input: { keys: ['leftCtrl', 'leftAlt', 'del'] } }]));
});

test('what speaks against Ctrl+Alt+Del is said before it is sent all the same', async () => {
  const calls = fakeEngine({ 'keys.combination': ({ goOn }: { readonly goOn: boolean }) => ({ against: goOn ? null : { key: 'engine.ask.peersSilent', values: { server: 'hive0', peers: 'hive1' } } }) });
  show(keysMenu);
  fireEvent.click(screen.getByRole('button', { name: 'Keys' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: /Ctrl\+Alt\+Del/ }));
  fireEvent.click(await screen.findByRole('button', { name: 'Send Ctrl+Alt+Del' }));
  await screen.findByText(/hive1 of the same hive did not answer/);
  fireEvent.click(screen.getByRole('button', { name: 'Send Ctrl+Alt+Del all the same' }));
  await waitFor(() => expect(calls).toMatchObject([{ input: { goOn: false } }, { input: { keys: ['leftCtrl', 'leftAlt', 'del'], goOn: true } }]));
});

test('a function key goes at once; a SysRq that reboots asks', async () => {
  const calls = fakeEngine(pressed);
  show(keysMenu);
  fireEvent.click(screen.getByRole('button', { name: 'Keys' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'F10' }));
  await waitFor(() => expect(calls).toMatchObject([{ input: { keys: ['f10'] } }]));
  fireEvent.click(screen.getByRole('menuitem', { name: /Reboot at once/ }));
  await screen.findByText(/SysRq B reboots web-01 at once/);
  expect(calls).toHaveLength(1);
});

test('typing says how much and what Enter does, can be stopped, and stops when the dialog goes', async () => {
  const calls = fakeEngine({ 'keys.type': () => new Promise(() => undefined) });
  const dialog = (opened: boolean): React.JSX.Element => <TypeDialog serverId="main/1" name="web-01" opened={opened} onClose={() => undefined} />;
  const { rerender } = show(dialog(true));
  fireEvent.change(await screen.findByLabelText('Text'), { target: { value: 'ls\nreboot\n' } });
  expect(screen.getByText(/Presses 10 keys on web-01/).textContent).toContain('2 line breaks');
  fireEvent.change(screen.getByLabelText('Keyboard that the server expects'), { target: { value: 'ja' } });
  fireEvent.click(screen.getByRole('button', { name: 'Type it' }));
  await screen.findByRole('button', { name: 'Stop typing' });
  expect(calls[0]?.input).toEqual({ serverId: 'main/1', text: 'ls\nreboot\n', guestLayout: 'ja' });
  rerender(dialog(false));
  await waitFor(() => expect(calls[0]?.signal?.aborted).toBe(true));
});

test('an account keeps its secrets apart from its settings, and rare fields out of the way', async () => {
  const field = (name: string, rest: object) => ({ name, hint: 'provider.field.token', secret: false, optional: false, default: null, ...rest });
  const kinds = [{ name: 'conoha', title: 'ConoHa', fields: [field('region', { default: 'c3j1' }), field('user', {}), field('password', { secret: true }), field('identityUrl', { optional: true })] }];
  const calls = fakeEngine({ 'accounts.kinds': () => kinds });
  show(<ByProvider />, 'ja');
  fireEvent.change(await screen.findByLabelText(/API ユーザー/), { target: { value: 'gncu1' } });
  const secret = screen.getByLabelText(/^パスワード/, { selector: 'input' });
  expect(secret.getAttribute('type')).toBe('password');
  fireEvent.change(secret, { target: { value: 'hush' } });
  expect(screen.getByLabelText(/Identity サービス/).closest('details')?.open).toBe(false);
  fireEvent.click(screen.getByRole('button', { name: 'アカウントを追加' }));
  await waitFor(() =>
    expect(calls.find(({ name }) => name === 'accounts.add')?.input).toEqual({ name: 'conoha', provider: 'conoha', settings: { region: 'c3j1', user: 'gncu1' }, secrets: { password: 'hush' } }),
  );
});

test('a console’s name, password and key go out as they were written, the key without its colons, and weak sign-ins are called weak', async () => {
  const calls = fakeEngine({ 'servers.addPasted': () => ({ serverId: 'pasted:1' }) });
  show(<ByAddress />);
  const key = 'ab'.repeat(32);
  const write = (label: RegExp, value: string): void => void fireEvent.change(screen.getByLabelText(label, { selector: 'input' }), { target: { value } });
  write(/^Console address/, 'vnc://192.0.2.5:5901');
  write(/^VNC user name/, ' me ');
  write(/^VNC password/, 'hush');
  write(/RSA key/, key.replace(/..(?!$)/g, '$&:'));
  expect(screen.getByText(/MS-Logon II.*Apple.*weakly.*SSH/)).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Add server' }));
  await waitFor(() => expect(calls).toMatchObject([{ name: 'servers.addPasted', input: { address: 'vnc://192.0.2.5:5901', username: 'me', password: 'hush', serverKeySha256: key } }]));
});

test('a window that has lost bootcatch says what still runs, when it tries again, and what to do at the end', () => {
  show(<HostGone link={{ state: 'lost', attempt: 3, nextTryAt: Date.now() + 1_900 }} />, 'ja');
  expect(screen.getByRole('alert').textContent).toContain('進行中の捕捉は続いています。2 秒後に再接続します(3/30 回目)。');
  show(<HostGone link={{ state: 'ended' }} />);
  expect(screen.getByRole('alert').textContent).toContain('Start it again');
  expect(screen.getByRole('button', { name: 'Try now' })).toBeDefined();
  show(<HostGone link={{ state: 'refused' }} />);
  expect(screen.queryByRole('button')).toBeNull();
  expect(show(<HostGone link={{ state: 'open' }} />).container.querySelector('.host-gone')).toBeNull();
});
