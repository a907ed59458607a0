import type { Quote } from '@/lib/orders/rules/quote';
import type { Words } from '../_parts/words';

/** The button of a plan change: what is charged or comes back now, as the total of its sheet says. */
export function changeLabel(
  { t, f }: Words,
  { totalMinor, plan: chosen }: Pick<Quote, 'totalMinor' | 'plan'>,
  { moment, plan }: { moment: 'now' | 'period_end'; plan: string },
): string {
  if (moment === 'period_end') return t('sheet.change.period_end', { plan });
  if (totalMinor > 0n) return t('sheet.change.pay', { amount: f.money(totalMinor) });
  if (totalMinor < 0n) return t('sheet.change.back', { amount: f.money(-totalMinor) });
  // Nothing is taken from the credit, but an invoice may follow.
  return chosen?.mode === 'one_off' ? t('sheet.change.invoiced', { plan }) : t('sheet.change.free');
}
