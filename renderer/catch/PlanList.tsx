import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { MenuSnapshot, PlanOffer } from '../../core/contract/index.ts';
import { IconChevronRight } from '../app/icons.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';

export interface PlanListProps {
  readonly serverId: string;
  readonly menu: MenuSnapshot;
  readonly disabled: boolean;
  readonly chosen: PlanOffer | undefined;
  readonly onChoose: (plan: PlanOffer | undefined) => void;
}

/** The plans that fit the menu. A plan says its effect first; the second press does it. */
export function PlanList({ serverId, menu, disabled, chosen, onChoose }: PlanListProps): React.JSX.Element | null {
  const { word, said } = useWords();
  const connection = useWindowState((state) => state.connection);
  const [offers, setOffers] = useState<readonly PlanOffer[]>();
  const { act, busy } = useAct();
  const entries = menu.entries.join('\n');
  useEffect(() => {
    const leaving = new AbortController();
    connection?.client.plans.list({ serverId }, { signal: leaving.signal }).then(setOffers, () => setOffers([]));
    return () => leaving.abort();
  }, [connection, serverId, entries]);

  if (chosen) {
    return (
      <div className="plan-chosen">
        <h3 className="panel-heading">{said(chosen.title)}</h3>
        <p className="panel-text strong">{said(chosen.effect)}</p>
        {chosen.why && <p className="panel-quiet">{said(chosen.why)}</p>}
        {menu.selected !== null && <p className="panel-quiet">{word('app.menu.now', { entry: menu.entries[menu.selected] ?? '' })}</p>}
        <div className="plan-buttons">
          <Button disabled={disabled} loading={busy} onClick={() => void act((client) => client.plans.run({ serverId, plan: chosen.name }))}>
            {word('app.plans.do')}
          </Button>
          <Button variant="default" disabled={busy} onClick={() => onChoose(undefined)}>
            {word('app.back')}
          </Button>
        </div>
      </div>
    );
  }
  if (!offers || offers.length === 0) return null;
  return (
    <>
      <h3 className="panel-heading">{word('app.plans')}</h3>
      <ul className="plans">
        {offers.map((offer) => (
          <li key={offer.name}>
            <button type="button" className="plan" disabled={disabled} onClick={() => onChoose(offer)}>
              <span>{said(offer.title)}</span>
              <IconChevronRight size={14} aria-hidden />
            </button>
            {offer.why && <p className="panel-quiet">{said(offer.why)}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}
