import { z } from 'zod';
import { unusedMeasures } from '@/lib/kit/charge-words';
import {
  capActions,
  capDirections,
  intervalUnits,
  itemKinds,
  itemStatuses,
  planChangeMoments,
  recurrenceModes,
  rolloutMoments,
} from '@/lib/kit/words';
import { slowBursts } from './rules/burst';
import { foldedName } from './rules/folded-name';
import { neverEnds } from './rules/plan-end';

const money = z.bigint().min(0n, 'amount_not_positive').max(99_999_999n, 'amount_too_large');
const bits = z
  .bigint()
  .positive('field_invalid')
  .max(1_000_000_000_000n, 'field_invalid')
  .nullable()
  .default(null);

/** The terms of an item, as stored in a version. Money in minor units, speeds in bits/s, data in bytes. */
export const ItemTerms = z
  .object({
    description: z.string().trim().max(4_000, 'field_too_long').default(''),
    specification: z
      .array(
        z.object({
          label: z.string().trim().min(1, 'field_required').max(80),
          value: z.string().trim().max(300),
        }),
      )
      .max(40)
      .default([]),
    specificationText: z.string().trim().max(8_000, 'field_too_long').default(''),
    unit: z.string().trim().max(30, 'field_too_long').default(''),
    unitPriceMinor: money,
    taxRatePpm: z.number().int().min(0).max(1_000_000).default(0),
    activationFeeMinor: money.default(0n),
    recurrenceMode: z.enum(recurrenceModes),
    intervalCount: z
      .number()
      .int()
      .min(1, 'field_invalid')
      .max(366, 'field_invalid')
      .nullable()
      .default(null),
    intervalUnit: z.enum(intervalUnits).nullable().default(null),
    downBitsPerSecond: bits,
    upBitsPerSecond: bits,
    burstDownBitsPerSecond: bits,
    burstUpBitsPerSecond: bits,
    burstSeconds: z.number().int().min(1).max(3_600).nullable().default(null),
    priority: z.number().int().min(1).max(8).default(8),
    dataLimitBytes: z.bigint().positive('field_invalid').nullable().default(null),
    capDirection: z.enum(capDirections).default('both'),
    capAction: z.enum(capActions).default('block'),
    slowDownBitsPerSecond: bits,
    slowUpBitsPerSecond: bits,
    rolloverPeriods: z.number().int().min(0).max(24).default(0),
    bonusDataBytes: z.bigint().positive('field_invalid').nullable().default(null),
    graceDays: z.number().int().min(0, 'field_invalid').max(30, 'field_invalid').default(0),
    routerProfile: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9._-]{1,60}$/, 'field_invalid')
      .nullable()
      .default(null),
    keepAnchor: z.boolean().default(false),
    changeMoment: z.enum(planChangeMoments).default('either'),
    changeFeeUpMinor: money.default(0n),
    changeFeeDownMinor: money.default(0n),
    refundsUnused: z.boolean().default(true),
    unusedBy: z.enum(unusedMeasures).default('time'),
    pausesPerYearMax: z.number().int().min(0).max(52).default(0),
    pauseDaysMax: z.number().int().min(0).max(366).default(0),
  })
  .refine((terms) => (terms.intervalCount === null) === (terms.intervalUnit === null), {
    path: ['intervalCount'],
    message: 'interval_incomplete',
  })
  .refine((terms) => terms.recurrenceMode === 'none' || terms.intervalCount !== null, {
    path: ['intervalCount'],
    message: 'interval_required',
  })
  .refine((terms) => terms.capAction !== 'slow' || terms.slowDownBitsPerSecond !== null, {
    path: ['slowDownBitsPerSecond'],
    message: 'slow_rate_required',
  })
  .refine((terms) => terms.bonusDataBytes === null || terms.dataLimitBytes !== null, {
    path: ['bonusDataBytes'],
    message: 'bonus_needs_limit',
  });
export type ItemTerms = z.infer<typeof ItemTerms>;

const PackInput = z.object({
  name: z.string().trim().min(1, 'field_required').max(80, 'field_too_long'),
  dataBytes: z.bigint().positive('field_invalid'),
  priceMinor: money,
  validDays: z.number().int().min(1).max(366).nullable().default(null),
  perPeriodMax: z.number().int().min(1).max(100).nullable().default(null),
});

/** An item without the check of its end, which a plan that is endless already would not pass. */
export const Item = z.object({
  name: z.string().trim().min(1, 'field_required').max(120, 'field_too_long'),
  kind: z.enum(itemKinds),
  status: z.enum(itemStatuses).default('draft'),
  categoryId: z.number().int().positive().nullable().default(null),
  terms: ItemTerms,
  siteIds: z.array(z.number().int().positive()).default([]),
  labels: z.array(z.string().trim().min(1).max(60)).default([]),
  customerIds: z.array(z.number().int().positive()).default([]),
  packs: z
    .array(PackInput)
    .refine((packs) => new Set(packs.map(({ name }) => foldedName(name))).size === packs.length, {
      message: 'pack_name_repeated',
    })
    .default([]),
  targetItemIds: z.array(z.number().int().positive()).default([]),
});

/** Not a part of the terms, because stored versions may have such a burst. */
function refuseSlowBursts({ terms }: { terms: ItemTerms }, ctx: z.RefinementCtx): void {
  for (const field of slowBursts(terms))
    ctx.addIssue({ code: 'custom', path: ['terms', field], message: 'burst_too_slow' });
}

export const CreateItem = Item.superRefine(refuseSlowBursts).refine(
  // A renewing plan without a period is already rejected by the validation of the terms.
  ({ kind, terms: { recurrenceMode, intervalCount } }) =>
    recurrenceMode !== 'none' || !neverEnds({ kind, intervalCount }),
  // Reported at the unit, because the form asks for the count only once a unit is chosen.
  { path: ['terms', 'intervalUnit'], message: 'plan_never_ends' },
);
export type CreateItem = z.input<typeof CreateItem>;
/** The input with defaults applied. */
export type ParsedItem = z.output<typeof CreateItem>;

/** What happens to existing services when the terms change. */
export const existingChoices = ['keep', ...rolloutMoments] as const;

/** The complete item after the change. The kind is fixed; the status has its own command. */
export const ChangeItem = Item.omit({ kind: true, status: true })
  .extend({
    itemId: z.number().int().positive(),
    /** The version shown in the form, so that a concurrent change is not overwritten. */
    expectedVersionId: z.number().int().positive(),
    existing: z.enum(existingChoices).default('keep'),
  })
  .superRefine(refuseSlowBursts);
export type ChangeItem = z.input<typeof ChangeItem>;
export type ParsedItemChange = z.output<typeof ChangeItem>;

export const CategoryName = z.string().trim().min(1, 'field_required').max(60, 'field_too_long');
