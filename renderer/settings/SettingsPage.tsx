import { Checkbox, NativeSelect, NumberInput, Radio, SegmentedControl, Stack } from '@mantine/core';
import type { Settings, SettingsChange } from '../../core/contract/index.ts';
import { addressOf } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';
import { TimingTable } from './TimingTable.tsx';

const keyChoices = ['auto', 'f4', 'arrows', 'shift', 'esc'] as const;

/** Everything the person can choose. Each change is kept at once and reaches every window. */
export function SettingsPage(): React.JSX.Element | null {
  const { word } = useWords();
  const settings = useWindowState((state) => state.settings);
  const info = useWindowState((state) => state.info);
  const { act } = useAct();
  if (!settings) return null;
  const change = (changed: SettingsChange): void => void act((client) => client.settings.update(changed));
  return (
    <div className="plain-page settings">
      <h1>{word('app.settings.title')}</h1>
      <Section title={word('app.settings.language')}>
        <SegmentedControl
          aria-label={word('app.settings.language')}
          value={settings.language}
          data={[
            { value: 'system', label: word('app.settings.system') },
            { value: 'en', label: 'English' },
            { value: 'ja', label: '日本語' },
          ]}
          onChange={(language) => change({ language })}
        />
      </Section>
      <Section title={word('app.settings.appearance')}>
        <SegmentedControl
          aria-label={word('app.settings.appearance')}
          value={settings.appearance}
          data={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: word(`app.settings.${value}`) }))}
          onChange={(appearance) => change({ appearance })}
        />
      </Section>
      <Catching settings={settings} change={change} />
      <Section title={word('app.settings.keyboard')} hint={word('app.settings.keyboard.hint')}>
        <SegmentedControl
          aria-label={word('app.settings.keyboard')}
          value={settings.keyboard}
          data={(['auto', 'us', 'ja'] as const).map((value) => ({ value, label: word(`app.keys.layout.${value}`) }))}
          onChange={(keyboard) => change({ keyboard })}
        />
      </Section>
      <Section title={word('app.settings.timing')} hint={word('app.settings.timing.hint')}>
        <TimingTable timing={settings.timing} />
      </Section>
      <Recordings settings={settings} change={change} />
      <Section title={word('app.settings.storage')}>
        <p className="panel-text">{word('app.settings.storage.folder')}</p>
        <code className="path">{info?.dataFolder}</code>
      </Section>
      <Section title={word('app.settings.security')}>
        {info?.capabilities.keychain === true ? (
          <Radio.Group label={word('app.settings.secrets')} value={settings.security.keepSecrets} onChange={(keepSecrets) => change({ security: { keepSecrets } })}>
            <Stack gap={6} mt={6}>
              <Radio value="keychain" label={word('app.settings.secrets.keychain')} />
              <Radio value="memory" label={word('app.settings.secrets.memory')} />
            </Stack>
          </Radio.Group>
        ) : (
          <p className="panel-text">{word('app.settings.secrets.noKeychain')}</p>
        )}
        <p className="panel-quiet">{word('app.settings.security.local')}</p>
      </Section>
      <Accounts />
      {info && <p className="panel-quiet">{word('app.settings.version', { version: info.version })}</p>}
    </div>
  );
}

function Catching({ settings, change }: { readonly settings: Settings; readonly change: (changed: SettingsChange) => void }): React.JSX.Element {
  const { word } = useWords();
  const { keys, reboot, lapLimit } = settings.catching;
  return (
    <Section title={word('app.settings.catching')} hint={word('app.settings.catching.hint')}>
      <NativeSelect
        label={word('app.catch.keys')}
        value={keys}
        data={keyChoices.map((value) => ({ value, label: word(`app.catch.keys.${value}`) }))}
        onChange={({ currentTarget }) => change({ catching: { keys: keyChoices.find((choice) => choice === currentTarget.value) } })}
      />
      <NativeSelect
        label={word('app.settings.reboot')}
        value={reboot}
        data={(['hard', 'soft', 'manual'] as const).map((value) => ({ value, label: word(`app.catch.${value}`) }))}
        onChange={({ currentTarget }) => change({ catching: { reboot: currentTarget.value as Settings['catching']['reboot'] } })}
      />
      <NumberInput
        className="short-field"
        label={word('app.catch.laps')}
        min={1}
        max={100}
        clampBehavior="strict"
        allowDecimal={false}
        value={lapLimit}
        onChange={(value) => typeof value === 'number' && value >= 1 && change({ catching: { lapLimit: value } })}
      />
    </Section>
  );
}

function Recordings({ settings, change }: { readonly settings: Settings; readonly change: (changed: SettingsChange) => void }): React.JSX.Element {
  const { word } = useWords();
  const { keepDays, keepGiB, keys } = settings.recording;
  return (
    <Section title={word('app.settings.recording')} hint={word('app.settings.recording.hint')}>
      <NumberInput
        className="short-field"
        label={word('app.settings.recording.days')}
        min={1}
        max={3_650}
        clampBehavior="strict"
        allowDecimal={false}
        value={keepDays}
        onChange={(value) => typeof value === 'number' && value >= 1 && change({ recording: { keepDays: value } })}
      />
      <NumberInput
        className="short-field"
        label={word('app.settings.recording.size')}
        min={1}
        max={1_024}
        clampBehavior="strict"
        allowDecimal={false}
        value={keepGiB}
        onChange={(value) => typeof value === 'number' && value >= 1 && change({ recording: { keepGiB: value } })}
      />
      <Checkbox
        label={word('app.settings.recording.keys')}
        description={word('app.settings.recording.keys.hint')}
        checked={keys}
        onChange={({ currentTarget }) => change({ recording: { keys: currentTarget.checked } })}
      />
    </Section>
  );
}

function Accounts(): React.JSX.Element | null {
  const { word } = useWords();
  const accounts = useWindowState((state) => state.list?.accounts) ?? [];
  if (accounts.length === 0) return null;
  return (
    <Section title={word('app.settings.accounts')}>
      <ul className="choices">
        {accounts.map((account) => (
          <li key={account.name}>
            <a href={addressOf({ page: 'account', account: account.name })}>{account.name}</a>
            <span className="dimmed">{account.title}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Section({ title, hint, children }: { readonly title: string; readonly hint?: string; readonly children: React.ReactNode }): React.JSX.Element {
  return (
    <section className="setting">
      <div className="setting-name">
        <h2>{title}</h2>
        {hint !== undefined && <p>{hint}</p>}
      </div>
      <div className="setting-choice">{children}</div>
    </section>
  );
}
