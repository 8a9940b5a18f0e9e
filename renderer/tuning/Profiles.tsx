import { Button, FileButton } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../app/words.ts';
import { saveFile } from '../console/save-file.ts';
import { useAct } from '../host/use-engine.ts';

/** Profiles to share, out and in. @param canExport there is something of the provider to share */
export function Profiles({ provider, canExport }: { readonly provider: string; readonly canExport: boolean }): React.JSX.Element {
  const { word } = useWords();
  const { act } = useAct();
  const [taken, setTaken] = useState<readonly string[]>();
  const exportProfile = (): void =>
    void act(async (client) => {
      const { text } = await client.tuning.exportProfile({ provider });
      await saveFile(client, `bootcatch-${provider}.json`, new Blob([text], { type: 'application/json' }));
    });
  const importProfile = (file: File | null): void => {
    if (file) void act(async (client) => setTaken((await client.tuning.importProfile({ name: file.name, text: await file.text() })).providers));
  };
  return (
    <section className="profiles">
      <div className="form-buttons">
        {canExport && (
          <Button size="xs" variant="default" onClick={exportProfile}>
            {word('app.tuning.export')}
          </Button>
        )}
        <FileButton accept="application/json,.json" onChange={importProfile}>
          {(props) => (
            <Button size="xs" variant="default" {...props}>
              {word('app.tuning.import')}
            </Button>
          )}
        </FileButton>
      </div>
      <p className="panel-quiet" role="status">
        {taken ? word('tuning.imported', { providers: taken.join(', ') }) : word('app.tuning.profiles.what')}
      </p>
    </section>
  );
}
