import type { useTranslations } from 'next-intl';
import type { Formats } from '@/lib/kit/format';
import type { ServiceCard } from '@/lib/screens/admin/service-cards';
import type { NextPayment } from '@/lib/screens/portal/renewals';

type DueWords = ReturnType<typeof useTranslations<'admin-services.due'>>;

type NextCharge = Pick<ServiceCard, 'state' | 'next' | 'mode'>;

/**
 * The next charge of a service and when it is made; null if nothing renews. The amount is null while something keeps
 * the service off, because nothing is charged then.
 */
export function nextChargeText(
  t: DueWords,
  f: Formats,
  charge: NextCharge,
): { amount: string | null; when: string } | null {
  const { state, next, mode } = charge;
  if (next === null) {
    const isOver = state.isArchived || state.holds.includes('ended') || mode === 'none';
    return isOver || heldBy(state).length === 0 ? null : { amount: null, when: t('held') };
  }
  const { dueAt, priceMinor } = next;
  const key = dueKey({ state, next });
  return {
    amount: key === 'held' ? null : f.money(priceMinor),
    when: t(key, { time: dueAt === null ? '' : f.dateTime(dueAt) }),
  };
}

function heldBy({ holds }: ServiceCard['state']) {
  return holds.filter((reason) => reason !== 'data_cap');
}

/** A held service renews nothing; one that lacks only credit restarts when it arrives. */
function dueKey({ state, next }: { state: ServiceCard['state']; next: NextPayment }) {
  if (next.dueAt === null) return 'whenConnected';
  const holds = heldBy(state);
  if (next.isStandingStill && holds.length === 1) return 'afterConnection';
  if (holds.length === 0 && next.isInGrace) return 'inGrace';
  if (holds.length === 0) return next.isPostpaid ? 'invoice' : 'credit';
  const lacksOnlyCredit = holds.every((reason) => reason === 'no_credit' || reason === 'unpaid');
  return lacksOnlyCredit ? 'whenCredit' : 'held';
}
