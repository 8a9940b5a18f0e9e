import { ActionIcon, Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { RecordingSummary } from '../../core/contract/index.ts';
import { AskFirst } from '../app/AskFirst.tsx';
import { IconDots } from '../app/icons.ts';
import { goTo } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { useAct } from '../host/use-engine.ts';
import { isUnderWay, useExporting } from './exporting.ts';
import { SaveDialog } from './SaveDialog.tsx';

export interface SaveMenuProps {
  readonly recording: RecordingSummary;
  readonly server: string;
  readonly atMs: number;
}

/** Takes a recording along in some form, or deletes it. */
export function SaveMenu({ recording, server, atMs }: SaveMenuProps): React.JSX.Element {
  const { word } = useWords();
  const { act } = useAct();
  const isSaving = useExporting(({ current }) => isUnderWay(current));
  const [dialog, setDialog] = useState<'save' | 'remove'>();
  const close = (): void => setDialog(undefined);
  const remove = (): void => {
    void act(async (client) => {
      await client.recordings.remove({ id: recording.id });
      goTo({ page: 'recordings' });
    });
  };
  return (
    <>
      <Button size="xs" variant="default" loading={isSaving} onClick={() => setDialog('save')}>
        {word('app.recordings.save')}
      </Button>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={word('app.recordings.more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={recording.state === 'running'} onClick={() => setDialog('remove')}>
            {word('app.recordings.remove')}…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'save' && <SaveDialog recording={recording} server={server} atMs={atMs} onClose={close} />}
      <AskFirst opened={dialog === 'remove'} title={word('app.recordings.remove')} question={word('app.recordings.removeAsk', { server })} yes={word('app.recordings.removeDo')} onYes={remove} onClose={close} />
    </>
  );
}
