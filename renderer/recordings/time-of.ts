import type { RecordingSummary } from '../../core/contract/index.ts';
import type { Locale } from '../../core/messages/index.ts';

/** When a recording began, as the person writes it; its id where the file no longer tells. */
export function timeOf({ startedAt, id }: Pick<RecordingSummary, 'startedAt' | 'id'>, locale: Locale): string {
  return startedAt === null ? id : new Intl.DateTimeFormat(locale === 'ja' ? 'ja-JP' : 'en-GB', { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(startedAt));
}
