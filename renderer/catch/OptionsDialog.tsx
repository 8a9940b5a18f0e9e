import { Button, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CatchStart, HoldKeyChoice, RebootChoice } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';

const keyChoices: readonly HoldKeyChoice[] = ['auto', 'f4', 'arrows', 'shift', 'esc', 'sequence'];

export type ChosenOptions = Omit<CatchStart, 'serverId' | 'agreedResets'>;

export interface OptionsDialogProps {
  readonly name: string;
  readonly reboots: readonly RebootChoice[];
  readonly start: ChosenOptions;
  readonly onChosen: (options: ChosenOptions) => void;
  readonly onClose: () => void;
}

/** A catch with other keys, laps or timing than the settings say; for this one catch. */
export function OptionsDialog({ name, reboots, start, onChosen, onClose }: OptionsDialogProps): React.JSX.Element {
  const { word } = useWords();
  const [options, setOptions] = useState<ChosenOptions>(start);
  const { reboot, keys, script = '', lapLimit, timing } = options;
  const setTime = (name: 'firstDelayMs' | 'intervalMs', value: string | number): void => {
    setOptions({ ...options, timing: { ...timing, [name]: typeof value === 'number' ? value : undefined } });
  };
  return (
    <Modal opened onClose={onClose} title={`${word('app.catch.start')}: ${name}`} closeButtonProps={{ 'aria-label': word('app.close') }}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onChosen(options);
        }}
      >
        <NativeSelect
          label={word('app.settings.reboot')}
          value={reboot}
          data={reboots.map((value) => ({ value, label: word(`app.catch.${value}`) }))}
          onChange={({ currentTarget }) => setOptions({ ...options, reboot: currentTarget.value as RebootChoice })}
        />
        <NativeSelect
          label={word('app.catch.keys')}
          value={keys}
          data={keyChoices.map((value) => ({ value, label: word(`app.catch.keys.${value}`) }))}
          onChange={({ currentTarget }) => setOptions({ ...options, keys: currentTarget.value as HoldKeyChoice })}
        />
        {keys === 'sequence' && (
          <TextInput
            label={word('app.catch.script')}
            description={word('app.catch.scriptHint')}
            value={script}
            required
            spellCheck={false}
            className="typed-text"
            onChange={({ currentTarget }) => setOptions({ ...options, script: currentTarget.value })}
          />
        )}
        <div className="field-row">
          <NumberInput label={word('app.catch.laps')} min={1} max={100} clampBehavior="strict" allowDecimal={false} value={lapLimit} onChange={(value) => typeof value === 'number' && setOptions({ ...options, lapLimit: value })} />
          <NumberInput label={word('app.catch.firstDelay')} placeholder={word('app.catch.builtIn')} min={0} max={600_000} allowDecimal={false} value={timing?.firstDelayMs ?? ''} onChange={(value) => setTime('firstDelayMs', value)} />
          <NumberInput label={word('app.catch.interval')} placeholder={word('app.catch.builtIn')} min={10} max={60_000} allowDecimal={false} value={timing?.intervalMs ?? ''} onChange={(value) => setTime('intervalMs', value)} />
        </div>
        <div className="dialog-buttons">
          <Button variant="default" onClick={onClose}>
            {word('app.cancel')}
          </Button>
          <Button type="submit">{word('app.catch.start')}</Button>
        </div>
      </form>
    </Modal>
  );
}
