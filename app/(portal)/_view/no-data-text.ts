import type { Renewal } from '@/lib/screens/portal/renewals';
import type { Words } from '../_parts/words';

/** What brings new data to a service that has none left; null if nothing does. */
export function noDataText({ t, f }: Words, renewal: Renewal): string | null {
  if (renewal.kind === 'renews') return t('buckets.none.renews');
  if (renewal.kind !== 'starts' || renewal.dataBytes === null) return null;
  const data = f.bytes(renewal.dataBytes);
  return t(renewal.source.kind === 'short' ? 'buckets.none.short' : 'buckets.none.starts', {
    data,
  });
}
