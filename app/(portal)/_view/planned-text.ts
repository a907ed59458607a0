import 'server-only';
import { isNextTerms, type Planned, type PlannedTermsView } from '@/lib/services/rules/planned';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import { speedText, type Words } from '../_parts/words';

export type PlannedText = {
  /** Day or time; undefined for what happens with the next payment, whenever that is. */
  when: string;
  title: string;
  lines: string[];
};

/** Describes a planned event of a service to its subscriber. */
export function plannedText(words: Words, planned: Planned): PlannedText {
  const { t, f } = words;
  if (isNextTerms(planned)) {
    const title = t(planned.kind === 'next_plan' ? 'planned.nextPlan' : 'planned.nextTerms', {
      plan: planned.toName,
    });
    const when =
      planned.at === null
        ? t('planned.atNext', { why: planned.waits ?? 'none_due' })
        : f.dateTime(planned.at);
    return { when, title, lines: [...blockedLines(words, planned), ...termsLines(words, planned)] };
  }
  const when = f.date(planned.day);
  if (planned.kind === 'change') {
    const { title, lines } = changeText(words, planned);
    return { when, title, lines: [...blockedLines(words, planned), ...lines] };
  }
  return { when, title: t(`planned.${planned.kind}`), lines: [] };
}

/** What keeps it from happening as things are. */
function blockedLines({ t, f }: Words, { blocked }: Pick<PlannedTermsView, 'blocked'>): string[] {
  if (blocked === null) return [];
  const day = 'day' in blocked ? f.date(blocked.day) : '';
  return [t('planned.blocked', { why: blocked.why, day })];
}

function termsLines(words: Words, planned: PlannedTermsView): string[] {
  const { t, f } = words;
  const { priceMinor, feeMinor, hasData, dataBytes } = planned;
  const price = f.money(priceMinor + feeMinor);
  const payment =
    feeMinor === 0n
      ? t('planned.payment', { price })
      : t('planned.paymentWithFee', { price, fee: f.money(feeMinor) });
  const brings = [
    speedText(words, planned),
    hasData && (dataBytes === null ? t('planned.unlimited') : f.bytes(dataBytes)),
  ].filter((one): one is string => typeof one === 'string');
  return [
    payment,
    ...(brings.length === 0 ? [] : [brings.join(' · ')]),
    ...(planned.mode === 'credit_based' ? [] : [t(`planned.renews.${planned.mode}`)]),
    ...(planned.kind === 'next_plan' && !planned.isBySubscriber ? [t('planned.byProvider')] : []),
  ];
}

type Fields = Extract<ScheduledChange, { kind: 'fields' }> & { losesPrice: boolean };

function fieldLines({ t, f }: Words, { fields, discounts, losesPrice }: Fields): string[] {
  const { customPriceMinor: price, quantity, endDate } = fields ?? {};
  const lines = [
    price !== undefined &&
      (price === null ? t('planned.planPrice') : t('planned.price', { price: f.money(price) })),
    quantity !== undefined && t('planned.quantity', { count: f.count(quantity) }),
    endDate !== undefined &&
      (endDate === null ? t('planned.noEnd') : t('planned.endsOn', { day: f.date(endDate) })),
    discounts !== undefined && t('planned.discounts'),
    losesPrice && t('planned.losesPrice'),
  ];
  return lines.filter((line): line is string => typeof line === 'string');
}

function changeText(
  { t, f }: Words,
  { change, toName, losesPrice }: Extract<Planned, { kind: 'change' }>,
): Omit<PlannedText, 'when'> {
  switch (change.kind) {
    case 'plan':
      return {
        title:
          toName === null
            ? t('planned.change.otherPlan')
            : t('planned.change.plan', { plan: toName }),
        lines: [],
      };
    case 'pause':
      return {
        title:
          change.until === null
            ? t('planned.change.pause')
            : t('planned.change.pauseUntil', { day: f.date(change.until) }),
        lines: [],
      };
    case 'fields':
      return {
        title: t('planned.change.fields'),
        lines: fieldLines({ t, f }, { ...change, losesPrice }),
      };
    case 'archive':
      return {
        title: t('planned.change.archive'),
        lines: change.givesBack ? [t('planned.givesBack')] : [],
      };
    default:
      return { title: t(`planned.change.${change.kind}`), lines: [] };
  }
}
