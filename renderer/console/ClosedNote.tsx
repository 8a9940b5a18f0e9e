import { Button } from '@mantine/core';
import type { Message, Server } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { PasteAddress } from '../catch/PasteAddress.tsx';
import { useAct } from '../host/use-engine.ts';

/** In place of a console that is closed: why it is, and the way to open it. */
export function ClosedNote({ server: { id: serverId, kind, needsAddress }, problem }: { readonly server: Server; readonly problem: Message | null }): React.JSX.Element {
  const { word, said } = useWords();
  const { act, busy } = useAct();
  const paste = <PasteAddress serverId={serverId} label={word('app.paste.label')} />;
  if (needsAddress) return <div className="picture-note">{paste}</div>;
  return (
    <div className="picture-note">
      <span>{problem ? said(problem) : word('app.console.closed')}</span>
      {problem && kind === 'pasted' && paste}
      <Button size="sm" variant="default" loading={busy} onClick={() => void act((client) => client.consoles.open({ serverId }))}>
        {word('app.console.open')}
      </Button>
    </div>
  );
}
