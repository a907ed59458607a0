import 'server-only';
import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { ServiceNames } from '@/lib/screens/admin/service-names';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import { type ChangeLine, fieldWords } from './field-words';

export type PlannedWords = {
  title: string;
  lines: ChangeLine[];
  reason: string | undefined;
};

/** Describes a planned change, field by field. */
export async function plannedWords(
  names: ServiceNames,
): Promise<(change: ScheduledChange) => PlannedWords> {
  const [t, f, words] = await Promise.all([
    getTranslations('admin-services.change'),
    getOperatorFormats(),
    fieldWords(names),
  ]);
  return (change) => {
    const reason = 'reason' in change ? change.reason : undefined;
    switch (change.kind) {
      case 'fields': {
        const { fields, network, discounts } = change;
        const all = { ...fields, ...network, ...(discounts ? { discounts } : {}) };
        const lines = Object.entries(all).map(([field, value]) => words.line(field, value));
        return { title: t('fields'), lines, reason };
      }
      case 'plan': {
        const item = words.line('itemId', change.itemId).after ?? '';
        return { title: t('plan', { item }), lines: [], reason };
      }
      case 'stop':
      case 'unstop':
        return { title: t(`${change.kind}.${change.hold}`), lines: [], reason };
      case 'pause':
        return {
          title:
            change.until === null ? t('pause') : t('pauseUntil', { day: f.date(change.until) }),
          lines: [],
          reason,
        };
      case 'archive':
        return { title: t(change.givesBack ? 'archiveGivesBack' : 'archive'), lines: [], reason };
      default:
        return { title: t(change.kind), lines: [], reason };
    }
  };
}
