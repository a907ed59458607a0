import type { Words } from '../_parts/words';

type Failure = {
  /** A key of the error messages: the reason when it failed, which may have gone since. */
  failure: string | null;
  failedAt: Date;
};

/** Why an order failed, as it was then, and what to do. `why` translates a reason; null if it has no words. */
export function failureText(
  { t, f }: Words,
  { failure, failedAt }: Failure,
  why: (failure: string) => string | null,
): string {
  // The page says where the money is, so a reason that says so too has words of its own here.
  if (failure === 'quote_changed' || failure === 'offer_gone')
    return t(`orders.failedWhy.${failure}`);
  const reason = failure === null ? null : why(failure);
  if (reason === null) return t('orders.failedNext');
  const was = { time: f.dateTime(failedAt), why: reason };
  return `${t('orders.failedThen', was)} ${t('orders.failedNext')}`;
}
