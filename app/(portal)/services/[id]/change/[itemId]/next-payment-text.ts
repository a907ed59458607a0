import type { PlanChangeSheet } from '@/lib/screens/portal/plan-change';
import type { Words } from '../../../../_parts/words';

type Payment = NonNullable<PlanChangeSheet['next']> & {
  balanceMinor: bigint;
  /** Name of the plan that the payment is for, if it is not the chosen one. */
  otherPlan: string | null;
};

/** The next payment after a plan change, and what pays it. A payment of nothing needs no credit, even below zero. */
export function nextPaymentText({ t, f }: Words, payment: Payment): string {
  const { at, priceMinor, feeMinor, source, balanceMinor, otherPlan } = payment;
  const day = f.date(at);
  if (priceMinor === 0n)
    return otherPlan === null
      ? t('sheet.nextNothing', { day })
      : t('sheet.nextNothingOther', { day, plan: otherPlan });
  const due = { day, price: f.money(priceMinor) };
  const what =
    otherPlan !== null
      ? t('sheet.nextPaymentOther', { ...due, plan: otherPlan })
      : feeMinor === 0n
        ? t('sheet.nextPayment', due)
        : t('sheet.nextPaymentFee', { ...due, fee: f.money(feeMinor) });
  const credit = f.money(balanceMinor);
  switch (source.kind) {
    case 'invoice':
      return `${what} ${t('sheet.nextInvoice')}`;
    case 'credit':
      return `${what} ${t('sheet.nextCovered', { credit })}`;
    case 'short': {
      const isAlone = source.shortMinor === priceMinor - balanceMinor;
      const short = { credit, short: f.money(source.shortMinor) };
      return `${what} ${t(isAlone ? 'sheet.nextShort' : 'sheet.nextShortOthers', short)}`;
    }
  }
}
