import { Button, Loader } from '@mantine/core';
import { IconCaretRightFilled } from '../app/icons.ts';
import { useEffect, useRef, useState } from 'react';
import type { MenuSnapshot, PlanOffer } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { useAct } from '../host/use-engine.ts';
import { PlanList } from './PlanList.tsx';

export interface MenuPanelProps {
  readonly serverId: string;
  readonly menu: MenuSnapshot;
  /** The console is away or keys are held back: look, but don't touch. */
  readonly disabled: boolean;
}

/** The held menu as a choice. Everything here moves the highlight of the real screen; nothing boots before its effect stands there in words. */
export function MenuPanel({ serverId, menu, disabled }: MenuPanelProps): React.JSX.Element {
  const { word } = useWords();
  const [chosen, setChosen] = useState<PlanOffer>();
  if (menu.view !== 'menu') return <p className="panel-text">{word(`app.menu.${menu.view}`)}</p>;
  return (
    <>
      {!chosen && <Entries serverId={serverId} menu={menu} disabled={disabled} />}
      <PlanList serverId={serverId} menu={menu} disabled={disabled} chosen={chosen} onChoose={setChosen} />
    </>
  );
}

function Entries({ serverId, menu, disabled }: MenuPanelProps): React.JSX.Element {
  const { word } = useWords();
  const { act, busy } = useAct();
  const booting = useAct();
  const [goal, setGoal] = useState<number>();
  const list = useRef<HTMLUListElement>(null);
  const { entries, selected } = menu;
  const moveTo = (index: number): void => {
    const text = entries[index];
    if (text === undefined || disabled || busy || index === selected) return;
    setGoal(index);
    void act((client) => client.menu.highlight({ serverId, index, text })).then(() => setGoal(undefined));
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined || selected === null) return;
    event.preventDefault();
    moveTo(selected + step);
  };
  const highlighted = selected === null ? undefined : entries[selected];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <>
      <h3 className="panel-heading" id="menu-entries">
        {word('app.menu.entries')}
      </h3>
      <ul ref={list} className="entries" role="listbox" tabIndex={0} aria-labelledby="menu-entries" aria-activedescendant={selected === null ? undefined : `entry-${selected}`} aria-disabled={disabled} onKeyDown={onKeyDown}>
        {entries.map((entry, index) => (
          <li key={index} id={`entry-${index}`} role="option" aria-selected={index === selected} className={`entry${index === selected ? ' is-highlighted' : ''}`} onClick={() => moveTo(index)}>
            <span className="entry-mark">{index === selected ? <IconCaretRightFilled size={12} aria-hidden /> : goal === index && <Loader size={11} />}</span>
            <span className="entry-text">{entry}</span>
            {index === selected && <span className="entry-note">{word('app.menu.highlighted')}</span>}
          </li>
        ))}
      </ul>
      {menu.scrolled && <p className="panel-quiet">{word('app.menu.more')}</p>}
      <p className="panel-quiet">{word('app.menu.hint')}</p>
      {highlighted === undefined || selected === null ? (
        <p className="panel-text">{word('app.menu.unread')}</p>
      ) : (
        <div className="boot">
          <p className="panel-text">{word('app.menu.bootEffect', { entry: highlighted })}</p>
          <Button variant="light" disabled={disabled || busy} loading={booting.busy} onClick={() => void booting.act((client) => client.menu.boot({ serverId, index: selected, text: highlighted }))}>
            {word('app.menu.boot')}
          </Button>
        </div>
      )}
    </>
  );
}
