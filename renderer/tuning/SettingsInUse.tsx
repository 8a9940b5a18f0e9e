import { ActionIcon, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { formatSeconds, type SettingInUse, type Timing } from '../../core/contract/index.ts';
import { IconX } from '../app/icons.ts';
import { useWords } from '../app/words.ts';
import { timingColumns } from '../settings/timing-columns.ts';
import { describeOrigin } from './words.ts';

export interface SettingsInUseProps {
  readonly settings: readonly SettingInUse[];
  readonly timing: Timing;
  /** Keeps the person's own values. Absent where nothing can be fixed. */
  readonly onFix?: (timing: Timing) => void;
}

/** The numbers of the next catch, each with where it comes from and a field to fix it. */
export function SettingsInUse({ settings, timing, onFix }: SettingsInUseProps): React.JSX.Element {
  const { word } = useWords();
  return (
    <div className="table-frame">
      <table className="timing tuning-settings">
        <thead>
          <tr>
            {(['name', 'value', 'origin', 'own'] as const).map((column) => (
              <th key={column} scope="col">
                {word(`app.tuning.settings.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {settings.map((setting) => (
            <Row key={setting.name} setting={setting} own={timing[setting.name]} {...(onFix && { onFix: (value) => onFix({ ...timing, [setting.name]: value }) })} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly setting: SettingInUse;
  readonly own: number | undefined;
  readonly onFix?: (value: number | undefined) => void;
}

function Row({ setting: { name, value, origin }, own, onFix }: RowProps): React.JSX.Element | null {
  const words = useWords();
  const [typed, setTyped] = useState<number | ''>();
  const column = timingColumns.find((each) => each.name === name);
  if (!column) return null;
  const title = words.word(column.title);
  const leave = (): void => {
    if (typed !== undefined) onFix?.(typed === '' ? undefined : typed);
    setTyped(undefined);
  };
  return (
    <tr>
      <th scope="row">{title.replace(/ ?[(（].*[)）]$/, '')}</th>
      <td className="strong">{name === 'maxInFlight' ? value : formatSeconds(value, words.locale)}</td>
      <td className={origin.kind === 'set' ? 'origin-set' : undefined}>{describeOrigin(origin, words)}</td>
      <td>
        <div className="own-value">
          <NumberInput
            size="xs"
            aria-label={`${words.word('app.tuning.settings.own')}: ${title}`}
            placeholder="–"
            hideControls
            allowDecimal={false}
            min={column.min}
            max={column.max}
            disabled={!onFix}
            value={typed ?? own ?? ''}
            onChange={(next) => setTyped(typeof next === 'number' ? next : '')}
            onBlur={leave}
            onKeyDown={({ key }) => key === 'Enter' && leave()}
          />
          {onFix && own !== undefined && (
            <ActionIcon size="sm" variant="subtle" color="gray" aria-label={words.word('app.tuning.settings.unfix', { setting: title })} onClick={() => onFix(undefined)}>
              <IconX size={14} />
            </ActionIcon>
          )}
        </div>
      </td>
    </tr>
  );
}
