import { Button, Menu, Modal, NumberInput } from '@mantine/core';
import { IconChevronDown } from '../app/icons.ts';
import { useState } from 'react';
import type { ConsoleSnapshot, RebootChoice } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';
import { OptionsDialog, type ChosenOptions } from './OptionsDialog.tsx';

export interface CatchButtonProps {
  readonly serverId: string;
  readonly name: string;
  /** Null until the server was opened once. */
  readonly target: ConsoleSnapshot['target'];
  /** Resetting it can hurt nobody. */
  readonly harmless: boolean;
  readonly again?: boolean;
  /** Something else is the next step now. */
  readonly quiet?: boolean;
}

const lapLimitMax = 100;

/** The one act: reboot and catch. What can lose data is said and agreed to once, before the first reset. */
export function CatchButton({ serverId, name, target, harmless, again = false, quiet = false }: CatchButtonProps): React.JSX.Element {
  const { word } = useWords();
  const { act, busy } = useAct();
  const catching = useWindowState((state) => state.settings?.catching) ?? { keys: 'auto', reboot: 'hard', lapLimit: 5 };
  const [asked, setAsked] = useState<ChosenOptions>();
  const [choosing, setChoosing] = useState(false);
  const reboots = target?.reboots ?? ['hard', 'soft', 'manual'];
  const usual = reboots.includes(catching.reboot) ? catching.reboot : (reboots[0] ?? 'manual');

  const start = (options: ChosenOptions): void => void act((client) => client.catches.start({ ...options, serverId, agreedResets: options.lapLimit }));
  const choose = (options: ChosenOptions): void => (options.reboot !== 'manual' && !harmless ? setAsked(options) : start(options));
  const chooseReboot = (reboot: RebootChoice): void => choose({ ...catching, reboot });
  const label = usual === 'manual' ? word('app.catch.manual') : word(again ? 'app.catch.again' : 'app.catch.start');
  const variant = quiet ? 'default' : 'filled';
  return (
    <>
      <Button.Group className="catch-button">
        <Button size="md" variant={variant} loading={busy} onClick={() => chooseReboot(usual)}>
          {label}
        </Button>
        <Menu position="top-end" width={330} shadow="md">
          <Menu.Target>
            <Button size="md" variant={variant} px={9} disabled={busy} aria-label={word('app.catch.ways')} title={word('app.catch.ways')}>
              <IconChevronDown size={16} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {reboots.map((reboot) => (
              <Menu.Item key={reboot} onClick={() => chooseReboot(reboot)}>
                <span className="way-name">{word(`app.catch.${reboot}`)}</span>
                <span className="way-what">{word(`app.catch.${reboot}.what`)}</span>
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item onClick={() => setChoosing(true)}>{word('app.catch.options')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      {choosing && (
        <OptionsDialog
          name={name}
          reboots={reboots}
          start={{ ...catching, reboot: usual }}
          onClose={() => setChoosing(false)}
          onChosen={(options) => {
            setChoosing(false);
            choose(options);
          }}
        />
      )}
      <Modal opened={asked !== undefined} onClose={() => setAsked(undefined)} title={word('app.catch.start')} closeButtonProps={{ 'aria-label': word('app.close') }}>
        {asked && (
          <>
            <p className="question strong">{word(asked.reboot === 'soft' ? 'app.catch.consentSoft' : 'app.catch.consent', { server: name, laps: asked.lapLimit })}</p>
            <p className="question quiet">{word('app.catch.consentOnce')}</p>
            <NumberInput
              className="short-field"
              label={word('app.catch.laps')}
              min={1}
              max={lapLimitMax}
              clampBehavior="strict"
              allowDecimal={false}
              value={asked.lapLimit}
              onChange={(value) => typeof value === 'number' && setAsked({ ...asked, lapLimit: value })}
            />
            <div className="dialog-buttons">
              <Button variant="default" onClick={() => setAsked(undefined)}>
                {word('app.cancel')}
              </Button>
              <Button
                data-autofocus
                onClick={() => {
                  start(asked);
                  setAsked(undefined);
                }}
              >
                {word('app.catch.start')}
              </Button>
            </div>
          </>
        )}
      </Modal>
    </>
  );
}
