import 'server-only';
import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { HistoryView } from '@/lib/screens/admin/service-history';
import type { ServiceNames } from '@/lib/screens/admin/service-names';
import { readChange } from '@/lib/services/scheduled-change-input';
import { type ChangeLine, fieldWords, recordOf } from './field-words';
import { plannedWords } from './planned-words';

export type HistoryWords = {
  title: string;
  lines: ChangeLine[];
};

/** Internal ids that mean nothing to a reader. */
const silent = new Set(['changeId', 'periodIndex']);

/** Describes entries of a service's history. */
export async function historyWords(
  names: ServiceNames,
): Promise<(row: HistoryView) => HistoryWords> {
  const [t, actions, holds, f, words, planned] = await Promise.all([
    getTranslations('admin-services.change'),
    getTranslations('admin-services.historyAction'),
    getTranslations('admin-services.hold'),
    getOperatorFormats(),
    fieldWords(names),
    plannedWords(names),
  ]);
  const titleOf = ({ action, hold }: HistoryView) =>
    actions.has(action as 'created')
      ? actions(action as 'hold_set', { hold: hold === null ? '' : holds(hold) })
      : action;
  const scheduledOf = ({ after }: HistoryView): HistoryWords | null => {
    const { effectiveDate, change: payload } = recordOf(after);
    const change = readChange(payload);
    if (change === null || typeof effectiveDate !== 'string') return null;
    const { title: what, lines } = planned(change);
    return { title: t('plannedFor', { day: f.date(effectiveDate), what }), lines };
  };
  return (row) => {
    const scheduled = row.action === 'change_scheduled' ? scheduledOf(row) : null;
    if (scheduled !== null) return scheduled;
    const lines = words.lines(row.before, row.after).filter(({ id }) => !silent.has(id));
    return { title: titleOf(row), lines };
  };
}
