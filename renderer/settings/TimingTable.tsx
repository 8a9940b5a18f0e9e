import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { Timing } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';
import { timingColumns } from './timing-columns.ts';

/** The person's own timing, a row a server; an empty field is the built-in value. */
export function TimingTable({ timing }: { readonly timing: Readonly<Record<string, Timing>> }): React.JSX.Element {
  const { word } = useWords();
  const servers = useWindowState((state) => state.list?.servers) ?? [];
  return (
    <div className="table-frame">
      <table className="timing">
        <thead>
          <tr>
            <th scope="col">{word('app.settings.timing.server')}</th>
            {timingColumns.map(({ name, title }) => (
              <th key={name} scope="col">
                {word(title)}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {servers.map(({ id, kind, name }) => (
            <Row key={id} serverId={id} name={kind === 'practice' ? word('app.practiceServer') : name} timing={timing[id] ?? {}} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ serverId, name, timing }: { readonly serverId: string; readonly name: string; readonly timing: Timing }): React.JSX.Element {
  const { word } = useWords();
  const { act } = useAct();
  const [typed, setTyped] = useState<Readonly<Record<string, number | undefined>>>({});
  const keep = (next: Timing): void => void act((client) => client.settings.setTiming({ serverId, timing: next }));
  const leave = (column: (typeof timingColumns)[number]['name']): void => {
    if (!(column in typed)) return;
    setTyped({});
    keep({ ...timing, [column]: typed[column] });
  };
  const isSet = Object.keys(timing).length > 0;
  return (
    <tr>
      <th scope="row">{name}</th>
      {timingColumns.map(({ name: column, title, min, max }) => (
        <td key={column}>
          <NumberInput
            size="xs"
            aria-label={`${name}: ${word(title)}`}
            placeholder={word('app.settings.timing.builtIn')}
            hideControls
            allowDecimal={false}
            min={min}
            max={max}
            value={column in typed ? (typed[column] ?? '') : (timing[column] ?? '')}
            onChange={(value) => setTyped({ ...typed, [column]: typeof value === 'number' ? value : undefined })}
            onBlur={() => leave(column)}
          />
        </td>
      ))}
      <td>
        {isSet && (
          <Button size="compact-xs" variant="subtle" onClick={() => keep({})}>
            {word('app.settings.timing.reset')}
          </Button>
        )}
      </td>
    </tr>
  );
}
