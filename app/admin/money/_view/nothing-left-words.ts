import type { useTranslations } from 'next-intl';
import type { WentBack } from '@/lib/payments/rules/payment-left';

type MoneyWords = ReturnType<typeof useTranslations<'admin-money'>>;

/** Says that nothing of a payment is left, and where each part of it is. */
export function nothingLeftWords(
  t: MoneyWords,
  back: WentBack,
  money: (minor: bigint) => string,
): string {
  const parts = [
    ['refunded', back.refundedMinor],
    ['refunding', back.refundingMinor],
    ['held', back.heldMinor],
    ['lost', back.lostMinor],
  ] as const;
  const sentences = parts
    .filter(([, minor]) => minor > 0n)
    .map(([part, minor]) => t(`nothingLeft.${part}`, { amount: money(minor) }));
  return [t('nothingLeft.nothing'), ...sentences].join(' ');
}
