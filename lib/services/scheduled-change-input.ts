import { z } from 'zod';
import { isLocalDate } from '@/lib/kit/time';
import { staffHolds } from './rules';
import { DiscountInput, NetworkOptions, ServiceFields } from './service-input';

const reason = z.string().trim().min(1, 'reason_required').max(500, 'field_too_long');

/** The changes that can be scheduled for a service: any field, its status by hold, its plan. */
export const ScheduledChange = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('fields'),
    fields: ServiceFields.optional(),
    /** Without the password: a secret must not be stored in a table of planned changes. */
    network: NetworkOptions.omit({ password: true, removesPassword: true }).optional(),
    discounts: z.array(DiscountInput).max(20).optional(),
    reason: z.string().trim().max(500, 'field_too_long').optional(),
  }),
  z.object({ kind: z.literal('plan'), itemId: z.number().int().positive() }),
  z.object({ kind: z.literal('stop'), hold: z.enum(staffHolds), reason }),
  z.object({ kind: z.literal('unstop'), hold: z.enum(staffHolds), reason }),
  z.object({
    kind: z.literal('pause'),
    until: z.string().refine(isLocalDate, 'field_date').nullable(),
  }),
  z.object({ kind: z.literal('resume') }),
  z.object({
    kind: z.literal('archive'),
    reason,
    /** What is unused on that day goes back; missing in archives planned before it could be said. */
    givesBack: z.boolean().optional(),
  }),
]);
export type ScheduledChange = z.output<typeof ScheduledChange>;

/**
 * Encodes the change as JSON. Amounts are written as digits and read back as bigint, because JSON has no
 * bigint.
 */
export function packChange(change: ScheduledChange): unknown {
  return JSON.parse(
    JSON.stringify(change, (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    ),
  );
}

export function unpackChange(payload: unknown): ScheduledChange {
  return ScheduledChange.parse(revive(payload));
}

/** Parses a change for display; null if an old record is no longer a valid change. */
export function readChange(payload: unknown): ScheduledChange | null {
  return ScheduledChange.safeParse(revive(payload)).data ?? null;
}

function revive(payload: unknown): unknown {
  return JSON.parse(JSON.stringify(payload ?? null), (_key, value: unknown) =>
    typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  );
}
