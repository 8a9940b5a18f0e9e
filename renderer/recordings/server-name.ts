import type { RecordingSummary } from '../../core/contract/index.ts';
import type { Words } from '../app/words.ts';

/** Whose recording it is, as the rest of the window calls that server. */
export function serverNameOf({ server, practice }: Pick<RecordingSummary, 'server' | 'practice'>, { word }: Pick<Words, 'word'>): string {
  if (practice) return word('app.practiceServer');
  return server ?? word('recording.unknownServer');
}
