import { getTranslations } from 'next-intl/server';
import type { IntervalUnit } from '@/lib/kit/words';

export type IntervalWords = (interval: { count: number; unit: IntervalUnit } | null) => string;

/** Formats a pay period: "every week", "every 3 months", "once". */
export async function intervalWords(): Promise<IntervalWords> {
  const t = await getTranslations('admin-services.interval');
  return (interval) =>
    interval === null ? t('once') : t(interval.unit, { count: interval.count });
}
