import { z } from 'zod';
import { unusedMeasures } from '@/lib/kit/charge-words';
import { capActions, capDirections, planChangeMoments, recurrenceModes } from '@/lib/kit/words';
import { FrozenMade, instant, length, whole } from './frozen-deed';
import type { FrozenQuote } from './quoted-order';

const lineKinds = [
  'plan',
  'pack',
  'activation_fee',
  'discount',
  'tax',
  'unused_credit',
  'unused_invoiced',
  'change_fee',
  'served',
] as const;

const plan = z.object({
  mode: z.enum(recurrenceModes),
  interval: length.nullable(),
  rolloverPeriods: z.number().int(),
  downBitsPerSecond: whole.nullable(),
  upBitsPerSecond: whole.nullable(),
  burstDownBitsPerSecond: whole.nullable(),
  burstUpBitsPerSecond: whole.nullable(),
  burstSeconds: z.number().int().nullable(),
  capAction: z.enum(capActions),
  capDirection: z.enum(capDirections),
  slowDownBitsPerSecond: whole.nullable(),
  slowUpBitsPerSecond: whole.nullable(),
  priority: z.number().int(),
  routerProfile: z.string().nullable(),
  bonusDataBytes: whole.nullable(),
  graceDays: z.number().int(),
  keepAnchor: z.boolean(),
  changeMoment: z.enum(planChangeMoments),
  changeFeeUpMinor: whole,
  changeFeeDownMinor: whole,
  refundsUnused: z.boolean(),
  // Quotes stored without it are of plans that measure by time.
  unusedBy: z.enum(unusedMeasures).default('time'),
  pausesPerYearMax: z.number().int(),
  pauseDaysMax: z.number().int(),
  wordsPrint: z.string().optional(),
});

const Stored = z.object({
  quotedAt: instant,
  quote: z.object({
    lines: z.array(z.object({ kind: z.enum(lineKinds), label: z.string(), amountMinor: whole })),
    totalMinor: whole,
    taxMinor: whole,
    startsAt: instant,
    endsAt: instant.nullable(),
    lastDay: z.string().optional(),
    isCutShort: z.literal(true).optional(),
    startsWhenPaid: z.boolean(),
    startsWhenConnected: z.literal(true).optional(),
    waitsSeconds: z.number().int().nonnegative().optional(),
    runsFor: length.nullable(),
    dataBytes: whole.nullable(),
    isUnlimited: z.boolean(),
    plan: plan.nullable(),
    next: z.object({ priceMinor: whole, at: instant, feeMinor: whole.optional() }).nullable(),
    dropsCustomPrice: z.boolean(),
    isOffered: z.boolean(),
    replaces: z
      .array(
        z.object({
          kind: z.enum(['planned', 'order', 'price']),
          id: z.string(),
          versionId: z.string().optional(),
          name: z.string(),
        }),
      )
      .optional(),
  }),
  // Dropped if another version of the product wrote it differently; the quote is then computed again before
  // execution.
  made: FrozenMade.optional().catch(undefined),
});

/** Serialises a quote to JSON: amounts as digits, instants as text. */
export function freezeQuote(frozen: FrozenQuote): unknown {
  return JSON.parse(
    JSON.stringify(frozen, (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
  );
}

/**
 * Parses a stored quote; null if this version could not have written it, because an incomplete quote cannot
 * be honoured.
 */
export function thawQuote(stored: unknown): FrozenQuote | null {
  return Stored.safeParse(stored).data ?? null;
}
