import 'server-only';
import { getTranslations } from 'next-intl/server';
import type { Tone } from '@/app/_ui/tone';
import type { ItemTerms } from '@/lib/catalog/item-input';
import type { Formats } from '@/lib/kit/format';
import type { ItemStatus, RolloutKind } from '@/lib/kit/words';

export type CatalogueWords = Awaited<ReturnType<typeof getTranslations<'admin-catalogue'>>>;

export function catalogueWords(): Promise<CatalogueWords> {
  return getTranslations('admin-catalogue');
}

export const statusTone: Record<ItemStatus, Tone> = {
  draft: 'info',
  active: 'positive',
  retired: 'neutral',
};

/** "Every 2 weeks", "Charged once", "Daily, then ends". */
export function periodText(
  t: CatalogueWords,
  terms: Pick<ItemTerms, 'intervalCount' | 'intervalUnit' | 'recurrenceMode'>,
): string {
  if (terms.intervalUnit === null || terms.intervalCount === null) return t('period.once');
  const period = t(`period.${terms.intervalUnit}`, { count: terms.intervalCount });
  return terms.recurrenceMode === 'none' ? t('period.ends', { period }) : period;
}

/** "30 Mbit/s / 10 Mbit/s"; null when the plan sets none. */
export function speedText(
  f: Formats,
  terms: Pick<ItemTerms, 'downBitsPerSecond' | 'upBitsPerSecond'>,
): string | null {
  const { downBitsPerSecond: down, upBitsPerSecond: up } = terms;
  if (down === null && up === null) return null;
  return [down, up].map((rate) => (rate === null ? '–' : f.rate(rate))).join(' / ');
}

/** Describes a rollout's target. */
export function targetText(
  t: CatalogueWords,
  rollout: { kind: RolloutKind; target: { name: string; version: number } },
): string {
  return rollout.kind === 'plan'
    ? t('rollout.toPlan', { name: rollout.target.name })
    : t('rollout.toTerms', { version: rollout.target.version });
}
