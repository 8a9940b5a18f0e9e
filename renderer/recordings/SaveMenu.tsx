import { Button, Checkbox, Menu, Modal, Radio } from '@mantine/core';
import { useState } from 'react';
import type { RecordingForm, RecordingSummary } from '../../core/contract/index.ts';
import { AskFirst } from '../app/AskFirst.tsx';
import { IconChevronDown } from '../app/icons.ts';
import { goTo } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { fileNameFor, saveFile } from '../console/save-file.ts';
import { useAct } from '../host/use-engine.ts';

const endings: Readonly<Record<RecordingForm, string>> = { png: 'png', transcript: 'txt', timeline: 'ndjson', html: 'html', markdown: 'md' };

export interface SaveMenuProps {
  readonly recording: RecordingSummary;
  readonly server: string;
  readonly atMs: number;
}

/** Takes a recording along in some form, or deletes it. */
export function SaveMenu({ recording: { id, startedAt, state }, server, atMs }: SaveMenuProps): React.JSX.Element {
  const { word, locale } = useWords();
  const { act, busy } = useAct();
  const [dialog, setDialog] = useState<'report' | 'remove'>();
  const close = (): void => setDialog(undefined);
  const save = (form: RecordingForm, redact = false): void => {
    close();
    void act(async (client) => {
      const content = await client.recordings.export({ id, form, locale, redact, ...(form === 'png' && { atMs }) });
      await saveFile(client, fileNameFor(redact ? 'bootcatch' : server, startedAt === null ? new Date() : new Date(startedAt), endings[form]), content);
    });
  };
  const remove = (): void => {
    void act(async (client) => {
      await client.recordings.remove({ id });
      goTo({ page: 'recordings' });
    });
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" loading={busy} rightSection={<IconChevronDown size={14} aria-hidden />}>
            {word('app.recordings.save')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['png', 'transcript', 'timeline'] as const).map((form) => (
            <Menu.Item key={form} onClick={() => save(form)}>
              {word(`app.recordings.save.${form}`)}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => setDialog('report')}>{word('app.recordings.save.report')}</Menu.Item>
          <Menu.Divider />
          <Menu.Item disabled={state === 'running'} onClick={() => setDialog('remove')}>
            {word('app.recordings.remove')}…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={dialog === 'report'} onClose={close} title={word('app.recordings.report')} closeButtonProps={{ 'aria-label': word('app.close') }}>
        <ReportForm onSave={save} />
      </Modal>
      <AskFirst opened={dialog === 'remove'} title={word('app.recordings.remove')} question={word('app.recordings.removeAsk', { server })} yes={word('app.recordings.removeDo')} onYes={remove} onClose={close} />
    </>
  );
}

function ReportForm({ onSave }: { readonly onSave: (form: RecordingForm, redact: boolean) => void }): React.JSX.Element {
  const { word } = useWords();
  const [form, setForm] = useState<'html' | 'markdown'>('html');
  const [redact, setRedact] = useState(false);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(form, redact);
      }}
    >
      <Radio.Group label={word('app.recordings.report.form')} value={form} onChange={(value) => setForm(value === 'markdown' ? value : 'html')}>
        <Radio value="html" label={word('app.recordings.report.html')} mt={6} />
        <Radio value="markdown" label={word('app.recordings.report.markdown')} mt={6} />
      </Radio.Group>
      <Checkbox label={word('app.recordings.report.redact')} checked={redact} onChange={({ currentTarget: { checked } }) => setRedact(checked)} />
      <div className="dialog-buttons">
        <Button type="submit">{word('app.recordings.report.do')}</Button>
      </div>
    </form>
  );
}
