import type { Formats } from '@/lib/kit/format';
import type { ArchivePreview } from '@/lib/screens/admin/archive';

/** What a service gives back when it is archived, or leaves unpaid, in the operator's formats. */
export type ArchiveQuestion = {
  /** Null if there is nothing to decide. */
  offer: Refund | Unpaid | null;
  /** What it was when a person looked, and how it differs now; null in a dialog that opens. */
  was: { amount: string; change: 'changed' | 'gone' | 'appeared' | 'again' } | null;
};

type Unpaid = { kind: 'unpaid'; amount: string; days: number };

type Refund = {
  kind: 'refund';
  /** Sent back to give back exactly this. */
  shownMinor: string;
  shownAt: string;
  amount: string;
  account: 'wallet' | 'postpaid';
};

/** @param wasMinor what the dialog showed and could not be done; zero if it showed nothing */
export function archiveQuestion(
  f: Formats,
  { offer, wasMinor }: { offer: ArchivePreview | null; wasMinor: bigint | undefined },
): ArchiveQuestion {
  return {
    offer: offer && offerOf(f, offer),
    was:
      wasMinor === undefined
        ? null
        : {
            amount: f.money(wasMinor),
            change: changeOf(wasMinor, offer?.kind === 'refund' ? offer.refundMinor : 0n),
          },
  };
}

function offerOf(f: Formats, offer: ArchivePreview): Refund | Unpaid {
  if (offer.kind === 'unpaid')
    return { kind: 'unpaid', amount: f.money(offer.unpaidMinor), days: daysOf(offer.seconds) };
  const { refundMinor, account, at } = offer;
  const shown = { shownMinor: refundMinor.toString(), shownAt: at.toISOString() };
  return { kind: 'refund', ...shown, account, amount: f.money(refundMinor) };
}

/** Started days count as whole ones. */
function daysOf(seconds: number): number {
  return Math.ceil(seconds / 86_400);
}

function changeOf(wasMinor: bigint, nowMinor: bigint): 'changed' | 'gone' | 'appeared' | 'again' {
  if (wasMinor === nowMinor) return 'again';
  if (wasMinor === 0n) return 'appeared';
  return nowMinor === 0n ? 'gone' : 'changed';
}
