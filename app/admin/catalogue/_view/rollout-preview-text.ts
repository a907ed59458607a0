import 'server-only';
import { getTranslations } from 'next-intl/server';
import type { ErrorKey } from '@/lib/kit/errors';
import type { Formats } from '@/lib/kit/format';
import type { RolloutPreview } from '@/lib/rollouts/preview-rollout';
import type { KeptReason, ServiceChange, UnchangedReason } from '@/lib/rollouts/rules';
import type { CatalogueWords } from './item-words';
import type { RolloutPreviewText } from './rollout-preview';

/** Formats a preview: what changes, what stays, and why. */
export async function rolloutPreviewText(
  preview: RolloutPreview,
  { t, f }: { t: CatalogueWords; f: Formats },
): Promise<RolloutPreviewText> {
  const { summary, rows, isPartial } = preview;
  const reasons = await reasonWords();
  const note = noteOf(preview, t);
  return {
    facts: factsOf(summary, { t, f }),
    rows: rows.map(({ change, ...row }) => ({
      id: row.serviceId.toString(),
      customer: row.customerName,
      login: row.login ?? t('none'),
      before: change.kind === 'apply' ? f.money(change.oldPriceMinor) : t('none'),
      after: change.kind === 'apply' ? f.money(change.newPriceMinor) : t('none'),
      result: resultOf(change, { t, f, reasons }),
    })),
    ...(note === undefined && !isPartial ? {} : { note: note ?? '' }),
  };
}

function factsOf(
  summary: RolloutPreview['summary'],
  { t, f }: { t: CatalogueWords; f: Formats },
): RolloutPreviewText['facts'] {
  const { dueSumMinor } = summary;
  const money = {
    from: f.money(summary.oldSumMinor),
    to: f.money(summary.newSumMinor),
  };
  const facts = [
    { id: 'apply', label: t('rollout.willChange'), value: f.count(summary.applied) },
    ...(summary.kept > 0
      ? [{ id: 'kept', label: t('rollout.keepOwn'), value: f.count(summary.kept) }]
      : []),
    { id: 'same', label: t('rollout.staySame'), value: f.count(summary.unchanged) },
    { id: 'refused', label: t('rollout.refused'), value: f.count(summary.refused) },
    { id: 'routers', label: t('rollout.routerChanges'), value: f.count(summary.routerChanges) },
    { id: 'prices', label: t('rollout.perPeriod'), value: t('rollout.fromTo', money) },
  ];
  if (dueSumMinor === 0n) return facts;
  const isBack = dueSumMinor < 0n;
  return [
    ...facts,
    {
      id: 'due',
      label: t(isBack ? 'rollout.givenBack' : 'rollout.dueNow'),
      value: f.money(isBack ? -dueSumMinor : dueSumMinor),
    },
  ];
}

function noteOf(
  { summary, rows, isPartial }: RolloutPreview,
  t: CatalogueWords,
): string | undefined {
  if (isPartial) return t('rollout.partial', { count: summary.total });
  return summary.total > rows.length ? t('rollout.shown', { count: rows.length }) : undefined;
}

function resultOf(
  change: ServiceChange,
  { t, f, reasons }: { t: CatalogueWords; f: Formats; reasons: ReasonWords },
): string {
  if (change.kind !== 'apply') return reasons(change.kind, change.reason);
  if (change.kept !== null)
    return t('rollout.applyKept', { kept: reasons('applied', change.kept) });
  return change.dueMinor === 0n
    ? t('rollout.apply')
    : t('rollout.applyDue', { amount: f.moneySigned(change.dueMinor) });
}

export type ReasonWords = (kind: 'applied' | 'unchanged' | 'refused', reason: string) => string;

/** Describes why a service is unchanged or refused, or what it kept. */
export async function reasonWords(): Promise<ReasonWords> {
  const [t, kept, errors] = await Promise.all([
    getTranslations('admin-catalogue.rollout.unchangedReason'),
    getTranslations('admin-catalogue.rollout.keptReason'),
    getTranslations('errors'),
  ]);
  return (kind, reason) => {
    if (kind === 'applied') return kept(reason as KeptReason);
    if (kind === 'unchanged') return t(reason as UnchangedReason);
    // Refusals with a value lose it here; the sentence without it still states the reason.
    return errors.has(reason as ErrorKey) ? errors(reason as ErrorKey, {} as never) : reason;
  };
}
