import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import { getSettings } from '@/lib/settings/get-settings';
import type { NextCharge } from './lookups/next-charges';

/** A charge as a page showed it before a person confirmed something; the page posts it with the form. */
export const ShownCharge = z.object({
  /** Minor units, tax included; absent when nothing is charged. */
  priceMinor: z.bigint().nonnegative().optional(),
  /** Terms of the period that is charged. */
  itemVersionId: z.number().int().positive(),
  /** When it is charged or, for a renewal now, until when it pays. Compared by day. */
  at: z.iso.datetime().optional(),
});
export type ShownCharge = z.infer<typeof ShownCharge>;

/** Returns the charge of a renewal now, and until when it pays. */
export function renewalNow({ startPriceMinor, startTerms, startEndsAt }: NextCharge): ShownCharge {
  return {
    priceMinor: startPriceMinor,
    itemVersionId: startTerms.itemVersionId,
    at: startEndsAt?.toISOString(),
  };
}

/** Returns the next charge: when it is due, or without a day if it is due as soon as the service starts. */
export function chargeAhead(now: Date, charge: NextCharge): ShownCharge {
  const { dueAt, paidBy, duePriceMinor: priceMinor, terms } = charge;
  if (dueAt === null || dueAt <= now) return { ...renewalNow(charge), at: undefined };
  const { itemVersionId } = terms;
  const at = dueAt.toISOString();
  return paidBy === null ? { itemVersionId, at } : { priceMinor, itemVersionId, at };
}

/**
 * Refuses, with both, a charge that is no longer as shown.
 * @throws DomainError `charge_changed` | `charge_reworded`
 */
export async function requireAsShown(
  ctx: Ctx,
  shown: ShownCharge,
  now: ShownCharge,
): Promise<void> {
  const { currency, timeZone } = await getSettings(ctx);
  const dayOf = ({ at }: ShownCharge) => at && localDateOf(new Date(at), timeZone);
  if (shown.priceMinor !== now.priceMinor || dayOf(shown) !== dayOf(now)) {
    const money = ({ priceMinor = 0n }: ShownCharge) => ({ minor: priceMinor, currency });
    const when = ({ at }: ShownCharge) => (at === undefined ? 'none' : new Date(at));
    refuse('conflict', 'charge_changed', {
      ...{ was: money(shown), wasAt: when(shown) },
      ...{ now: money(now), nowAt: when(now) },
    });
  }
  if (shown.itemVersionId !== now.itemVersionId) refuse('conflict', 'charge_reworded');
}
