import { useNow } from '../app/use-now.ts';
import { useWords } from '../app/words.ts';
import type { SeenConsole } from '../host/store.ts';

/** Says that the session is recorded, and for how long already. */
export function RecordingMark({ recordingForMs, receivedAt }: { readonly recordingForMs: number } & Pick<SeenConsole, 'receivedAt'>): React.JSX.Element {
  const { word } = useWords();
  const seconds = Math.floor((recordingForMs + Math.max(0, useNow(true) - receivedAt)) / 1_000);
  return (
    <span className="recording-mark" title={word('app.console.recordingHint')}>
      {word('app.console.recording')} {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}
    </span>
  );
}
