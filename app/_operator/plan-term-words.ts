import 'server-only';
import { getTranslations } from 'next-intl/server';
import type { Formats } from '@/lib/kit/format';
import {
  type ChangedTerm,
  changedPlanTerms,
  type PlanTerm,
  type SaidPlan,
} from '@/lib/orders/rules/plan-terms';

import { getOperatorFormats } from './operator';

export type TermWords = {
  t: Awaited<ReturnType<typeof getTranslations<'plan-terms'>>>;
  f: Formats;
};

export async function getTermWords(): Promise<TermWords> {
  const [t, f] = await Promise.all([getTranslations('plan-terms'), getOperatorFormats()]);
  return { t, f };
}

/** A row of a comparison, as text. */
export type ComparedLine = { id: string; label: string; was: string; now: string };

/** Differences between two plans, for subscribers and staff alike. */
export function comparedLines(
  words: TermWords,
  was: SaidPlan | null,
  now: SaidPlan | null,
): ComparedLine[] {
  return changedPlanTerms(was, now).map((changed) => lineOf(words, changed));
}

function lineOf(words: TermWords, { was, now }: ChangedTerm): ComparedLine {
  return {
    id: now.id,
    label: words.t(`name.${now.id}`),
    was: termText(words, was),
    now: termText(words, now),
  };
}

function termText(words: TermWords, term: PlanTerm): string {
  const { t, f } = words;
  switch (term.id) {
    case 'speed':
      return ratesText(words, term) ?? t('lineSpeed');
    case 'burst':
      return burstText(words, term);
    case 'counts':
      return countsText(words, term);
    case 'cap':
      return capText(words, term);
    case 'rollover':
      return t('rollover', { count: term.periods });
    case 'data':
      return term.bytes === null ? t('unlimited') : f.bytes(term.bytes);
    case 'bonus':
      return term.bytes === null ? t('none') : f.bytes(term.bytes);
    case 'period': {
      const { length } = term;
      return length === null
        ? t('period.none')
        : t(`period.${length.unit}`, { count: length.count });
    }
    case 'renewal':
      return t(`renewal.${term.mode}`);
    case 'grace':
      return graceText(words, term);
    case 'anchor':
      return t(term.isKept ? 'anchor.kept' : 'anchor.new');
    case 'leaving':
      return t(`leaving.${term.moment}`);
    case 'feeUp':
    case 'feeDown':
      return term.minor === 0n ? t('none') : f.money(term.minor);
    case 'unused':
      return t(`unused.${term.givenBack}`);
    case 'pauses':
      return t('pauses', { count: term.perYear, days: term.daysMax });
    case 'priority':
      return t('priority', { level: term.level });
    case 'profile':
      return term.name ?? t('profile');
  }
}

function countsText({ t }: TermWords, { direction }: Extract<PlanTerm, { id: 'counts' }>): string {
  return direction === null ? t('none') : t(`counts.${direction}`);
}

/** On a plan that keeps its dates, days of grace before the period that is paid next stay unpaid (decision 0014). */
function graceText({ t }: TermWords, grace: Extract<PlanTerm, { id: 'grace' }>): string {
  return t(grace.keepsDates ? 'graceInPeriod' : 'grace', { count: grace.days });
}

type Rates = { down: bigint | null; up: bigint | null };

/** A plan may limit one direction only; the other is then as fast as the line. */
function ratesText({ t, f }: TermWords, { down, up }: Rates): string | undefined {
  if (down === null && up === null) return undefined;
  const write = (rate: bigint | null) => (rate === null ? t('unnamed') : f.rate(rate));
  return t('rates', { down: write(down), up: write(up) });
}

function burstText(words: TermWords, burst: Extract<PlanTerm, { id: 'burst' }>): string {
  const { t } = words;
  const rates = ratesText(words, burst);
  if (burst.seconds === null) return rates ?? t('none');
  return t('burstFor', { rates: rates ?? t('none'), count: burst.seconds });
}

function capText(words: TermWords, cap: Extract<PlanTerm, { id: 'cap' }>): string {
  const { t } = words;
  if (cap.action === null) return t('cap.never');
  if (cap.action === 'block') return t('cap.block');
  const rates = ratesText(words, cap);
  return rates === undefined ? t('cap.slow') : t('cap.slowTo', { rates });
}
