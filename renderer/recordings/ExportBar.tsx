import { Button } from '@mantine/core';
import { useWords } from '../app/words.ts';
import { useAct } from '../host/use-engine.ts';
import { isUnderWay, putExportAway, useExporting } from './exporting.ts';

/** How an export goes, and where its file is then; on every page, since it may take long. */
export function ExportBar(): React.JSX.Element | null {
  const { word } = useWords();
  const { act } = useAct();
  const current = useExporting((state) => state.current);
  if (!current) return null;
  const { name, step, cancel } = current;
  const share = step?.state === 'writing' ? step.share : null;
  const sentence = (): string => {
    if (step?.state === 'saved') return word('app.export.saved', { file: step.file });
    if (step?.state === 'offered') return word('app.export.offered', { name });
    if (step?.state === 'waiting') return word('app.export.waiting', { name });
    return word('app.export.writing', { name });
  };
  return (
    <div className="export-bar">
      <span className="export-said" role="status">
        {sentence()}
      </span>
      {isUnderWay(current) ? (
        <>
          <progress max={1} {...(share !== null && { value: share })} aria-label={word('app.export.progress', { name })} />
          <span className="export-share">{share === null ? '' : `${Math.round(share * 100)} %`}</span>
          <Button size="compact-sm" variant="default" onClick={cancel}>
            {word('app.cancel')}
          </Button>
        </>
      ) : (
        <>
          {step?.state === 'saved' && (
            <Button size="compact-sm" variant="default" onClick={() => void act((client) => client.recordings.showExported({ file: step.file }))}>
              {word('app.export.show')}
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={putExportAway}>
            {word('app.close')}
          </Button>
        </>
      )}
    </div>
  );
}
