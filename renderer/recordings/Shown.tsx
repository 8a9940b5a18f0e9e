import type { ShownMoment } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { Picture } from '../console/Picture.tsx';
import { TextView } from '../console/ScreenText.tsx';

/** The picture through the same view as a console's, or its text. */
export function Shown({ viewId, server, moment, asText }: { readonly viewId: string; readonly server: string; readonly moment: ShownMoment | undefined; readonly asText: boolean }): React.JSX.Element {
  const { word } = useWords();
  const name = word('app.recordings.pictureOf', { server });
  if (asText) return <TextView snapshot={{ lines: moment?.lines ?? [], exactShare: moment?.exactShare ?? 1 }} name={server} />;
  return (
    <div className="recorded">
      <Picture snapshot={{ serverId: viewId, size: moment?.size ?? null, connection: 'open', awayForMs: null, receivedAt: 0 }} name={name} scale="whole" layout={undefined} marks={moment?.marks ?? []} readOnly />
      {moment?.size === null && <p className="recorded-gap">{word('app.recordings.gap')}</p>}
    </div>
  );
}
