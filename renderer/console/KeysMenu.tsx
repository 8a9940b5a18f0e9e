import { Button, Menu } from '@mantine/core';
import { AskFirst } from '../app/AskFirst.tsx';
import { IconChevronDown, IconKeyboard } from '../app/icons.ts';
import { useState } from 'react';
import type { Message } from '../../core/contract/index.ts';
import type { MessageKey } from '../../core/messages/index.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';
import { modifiers, type ModifierName } from './modifiers.ts';

interface Combination {
  readonly keys: readonly string[];
  readonly label: string;
  /** A question to ask first. */
  readonly ask?: MessageKey;
}

const ctrlAltDel: Combination = { keys: ['leftCtrl', 'leftAlt', 'del'], label: 'Ctrl+Alt+Del', ask: 'app.keys.ask.ctrlAltDel' };

const sysRq = (letter: 'h' | 's' | 'u' | 'b' | 'c', ask?: MessageKey): Combination & { readonly what: MessageKey } => ({
  keys: ['leftAlt', 'sysRq', letter],
  label: `SysRq ${letter.toUpperCase()}`,
  what: `app.keys.sysRq.${letter}`,
  ...(ask && { ask }),
});

const sysRqs = [sysRq('h'), sysRq('s'), sysRq('u', 'app.keys.ask.u'), sysRq('b', 'app.keys.ask.b'), sysRq('c', 'app.keys.ask.c')];

const plainKeys: readonly Combination[] = [
  { keys: ['esc'], label: 'Esc' },
  { keys: ['tab'], label: 'Tab' },
  { keys: ['enter'], label: 'Enter' },
  { keys: ['bs'], label: '⌫' },
  { keys: ['del'], label: 'Del' },
  { keys: ['insert'], label: 'Ins' },
  { keys: ['home'], label: 'Home' },
  { keys: ['end'], label: 'End' },
  { keys: ['pageUp'], label: 'PgUp' },
  { keys: ['pageDown'], label: 'PgDn' },
  { keys: ['leftCtrl', 'x'], label: 'Ctrl+X' },
  { keys: ['leftCtrl', 'c'], label: 'Ctrl+C' },
];

const functionKeys: readonly Combination[] = Array.from({ length: 12 }, (_, index) => ({ keys: [`f${index + 1}`], label: `F${index + 1}` }));

const layouts = ['auto', 'us', 'ja'] as const;

export interface KeysMenuProps {
  readonly serverId: string;
  readonly name: string;
  readonly disabled: boolean;
  readonly heldDown: ReadonlySet<ModifierName>;
  readonly onToggle: (modifier: ModifierName) => void;
}

/** Keys that a browser or the system keeps for itself. Whatever reboots or crashes the server takes a second step. */
export function KeysMenu({ serverId, name, disabled, heldDown, onToggle }: KeysMenuProps): React.JSX.Element {
  const { word, said } = useWords();
  const { act } = useAct();
  const [against, setAgainst] = useState<{ readonly combination: Combination; readonly message: Message }>();
  const [asked, setAsked] = useState<Combination>();
  const keyboard = useWindowState((state) => state.settings?.keyboard ?? 'auto');
  const press = (combination: Combination, goOn = false): void =>
    void act(async (client) => {
      const { against: message } = await client.keys.combination({ serverId, keys: [...combination.keys], goOn });
      setAgainst(message ? { combination, message } : undefined);
    });
  const choose = (combination: Combination): void => (combination.ask ? setAsked(combination) : press(combination));
  const grid = (combinations: readonly Combination[]): React.JSX.Element => (
    <div className="key-grid">
      {combinations.map((combination) => (
        <Menu.Item key={combination.label} closeMenuOnClick={false} onClick={() => choose(combination)}>
          {combination.label}
        </Menu.Item>
      ))}
    </div>
  );
  return (
    <>
      <Menu position="top-start" width={400} shadow="md" withinPortal={false} disabled={disabled}>
        <Menu.Target>
          <Button variant="default" size="sm" disabled={disabled} leftSection={<IconKeyboard size={16} aria-hidden />} rightSection={<IconChevronDown size={14} aria-hidden />}>
            {word('app.keys')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className="keys-menu">
          <Menu.Item rightSection={<span className="dimmed">{word('app.keys.reboots')}</span>} onClick={() => choose(ctrlAltDel)}>
            {ctrlAltDel.label}…
          </Menu.Item>
          <Menu.Label>{word('app.keys.functionKeys')}</Menu.Label>
          {grid(functionKeys)}
          <Menu.Label>{word('app.keys.others')}</Menu.Label>
          {grid(plainKeys)}
          <Menu.Label>{word('app.keys.hold')}</Menu.Label>
          <div className="key-grid">
            {modifiers.map(({ name: modifier, label }) => (
              <Menu.CheckboxItem key={modifier} checked={heldDown.has(modifier)} onChange={() => onToggle(modifier)}>
                {label}
              </Menu.CheckboxItem>
            ))}
          </div>
          <Menu.Label>{word('app.keys.sysRq')}</Menu.Label>
          {sysRqs.map((combination) => (
            <Menu.Item key={combination.label} rightSection={<span className="dimmed">{combination.label}</span>} onClick={() => choose(combination)}>
              {word(combination.what)}
              {combination.ask && '…'}
            </Menu.Item>
          ))}
          <Menu.Label>{word('app.keys.layout')}</Menu.Label>
          {layouts.map((layout) => (
            <Menu.RadioItem key={layout} value={layout} checked={keyboard === layout} onChange={() => void act((client) => client.settings.update({ keyboard: layout }))}>
              {word(`app.keys.layout.${layout}`)}
            </Menu.RadioItem>
          ))}
        </Menu.Dropdown>
      </Menu>
      <AskFirst
        opened={asked !== undefined}
        title={asked?.label}
        question={asked?.ask && word(asked.ask, { server: name })}
        yes={word('app.keys.send', { keys: asked?.label ?? '' })}
        onYes={() => asked && press(asked)}
        onClose={() => setAsked(undefined)}
      />
      <AskFirst
        opened={against !== undefined}
        title={against?.combination.label}
        question={against && said(against.message)}
        yes={word('app.keys.sendAnyway', { keys: against?.combination.label ?? '' })}
        onYes={() => against && press(against.combination, true)}
        onClose={() => setAgainst(undefined)}
      />
    </>
  );
}
