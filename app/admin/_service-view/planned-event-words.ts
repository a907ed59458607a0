import 'server-only';
import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { ServiceNames } from '@/lib/screens/admin/service-names';
import type { Conflict } from '@/lib/services/rules/conflict';
import { isNextTerms, type Planned, type PlannedTermsView } from '@/lib/services/rules/planned';
import { intervalWords } from './interval-words';
import { type PlannedWords, plannedWords } from './planned-words';

export type PlannedEventWords = PlannedWords & {
  when: string;
  /** What it brings and costs, or other consequences. */
  details: string[];
};

/** Describes scheduled events of a service. */
export async function plannedEventWords(
  names: ServiceNames,
): Promise<(planned: Planned) => PlannedEventWords> {
  const [t, detail, f, termsOf, words, { blockedOf, whenOf }] = await Promise.all([
    getTranslations('admin-services.planned.event'),
    getTranslations('admin-services.detail'),
    getOperatorFormats(),
    nextTermsWords(),
    plannedWords(names),
    plannedStateWords(),
  ]);
  return (planned) => {
    if (isNextTerms(planned)) {
      const when = whenOf(planned);
      const terms = termsOf(planned);
      return { ...terms, when, details: [...blockedOf(planned), ...terms.details] };
    }
    const { day } = planned;
    const plain = { when: f.date(day), lines: [], reason: undefined, details: [] };
    if (planned.kind === 'change')
      return {
        ...words(planned.change),
        when: detail('plannedOn', { day: f.date(day) }),
        details: [...blockedOf(planned), ...(planned.losesPrice ? [t('losesPrice')] : [])],
      };
    if ('text' in planned && planned.text === '')
      return { ...plain, title: t(`${planned.kind}_plain`) };
    return 'text' in planned
      ? { ...plain, title: t(planned.kind, { text: planned.text }) }
      : { ...plain, title: t(planned.kind) };
  };
}

/** When terms take effect, or why no day is known, and what keeps a planned event from happening. */
export async function plannedStateWords() {
  const [t, f] = await Promise.all([
    getTranslations('admin-services.planned.event'),
    getOperatorFormats(),
  ]);
  return {
    whenOf: ({ at, waits }: PlannedTermsView): string =>
      at === null ? t('atNext', { why: waits ?? 'none_due' }) : f.dateTime(at),
    blockedOf: (planned: Planned | { blocked: Conflict | null }): string[] => {
      if (!('blocked' in planned) || planned.blocked === null) return [];
      const { why, ...named } = planned.blocked;
      return [t('blocked', { why, day: 'day' in named ? f.date(named.day) : '' })];
    },
  };
}

/** Terms that wait for the end of a paid period: their cost and contents. */
export async function nextTermsWords(): Promise<
  (terms: PlannedTermsView) => Omit<PlannedEventWords, 'when'>
> {
  const [t, f, interval] = await Promise.all([
    getTranslations('admin-services.planned.event'),
    getOperatorFormats(),
    intervalWords(),
  ]);
  return (terms) => {
    const { downBitsPerSecond: down, upBitsPerSecond: up, feeMinor } = terms;
    const details = [
      t('charge', { price: f.money(terms.priceMinor), interval: interval(terms.interval) }),
      feeMinor > 0n && t('fee', { fee: f.money(feeMinor) }),
      (down !== null || up !== null) &&
        [down, up].map((rate) => (rate === null ? '–' : f.rate(rate))).join(' / '),
      terms.hasData && (terms.dataBytes === null ? t('noLimit') : f.bytes(terms.dataBytes)),
      terms.mode === 'none' && t('endsThen'),
    ].filter((part): part is string => typeof part === 'string');
    return {
      title: t(terms.kind, { item: terms.toName }),
      details: [details.join(' · ')],
      lines: [],
      reason: undefined,
    };
  };
}
