import 'server-only';
import { z } from 'zod';
import { moneyInput } from '@/app/_operator/money-input';
import { ChangeItem, CreateItem, existingChoices, ItemTerms } from '@/lib/catalog/item-input';
import { decimalPlaces, readDecimal } from '@/lib/catalog/rules/decimals';

const id = z.number().int().positive();

/** A number in people's units (Mbit/s, GB), converted exactly to the stored unit; blank is null. */
function scaled(places: number) {
  return z
    .string()
    .optional()
    .transform((text, ctx): bigint | null => {
      if (text === undefined) return null;
      const value = readDecimal(text, places);
      if (value !== null) return value;
      ctx.addIssue({ code: 'custom', message: 'field_number' });
      return z.NEVER;
    });
}

const speed = () => scaled(decimalPlaces.mbits);
const money = () => moneyInput({ min: 0n });
const fee = () =>
  money()
    .optional()
    .transform((minor) => minor ?? 0n);
const count = () => z.number().int('field_number').optional();
const orNull = <T>(value: T | undefined): T | null => value ?? null;

/** Parses the fields whose form differs from the stored value; everything else is ItemTerms' own. */
const terms = z.object({
  description: z.string().optional(),
  specification: z.array(z.object({ label: z.string(), value: z.string().default('') })).optional(),
  specificationText: z.string().optional(),
  unit: z.string().optional(),
  unitPriceMinor: money(),
  taxRatePpm: scaled(decimalPlaces.percent).transform((ppm) => Number(ppm ?? 0n)),
  activationFeeMinor: fee(),
  recurrenceMode: ItemTerms.shape.recurrenceMode,
  intervalCount: count().transform(orNull),
  intervalUnit: z.enum(['day', 'week', 'month']).optional().transform(orNull),
  downBitsPerSecond: speed(),
  upBitsPerSecond: speed(),
  burstDownBitsPerSecond: speed(),
  burstUpBitsPerSecond: speed(),
  burstSeconds: count().transform(orNull),
  priority: count(),
  dataLimitBytes: scaled(decimalPlaces.gigabytes),
  capDirection: ItemTerms.shape.capDirection,
  capAction: ItemTerms.shape.capAction,
  slowDownBitsPerSecond: speed(),
  slowUpBitsPerSecond: speed(),
  rolloverPeriods: count(),
  bonusDataBytes: scaled(decimalPlaces.gigabytes),
  graceDays: count(),
  routerProfile: z.string().optional().transform(orNull),
  keepAnchor: z.boolean(),
  changeMoment: ItemTerms.shape.changeMoment,
  changeFeeUpMinor: fee(),
  changeFeeDownMinor: fee(),
  refundsUnused: z.boolean(),
  unusedBy: ItemTerms.shape.unusedBy,
  pausesPerYearMax: count(),
  pauseDaysMax: count(),
});

const pack = z.object({
  name: z.string(),
  dataBytes: z.string().transform((text, ctx): bigint => {
    const bytes = readDecimal(text, decimalPlaces.gigabytes);
    if (bytes !== null) return bytes;
    ctx.addIssue({ code: 'custom', message: 'field_number' });
    return z.NEVER;
  }),
  priceMinor: money(),
  validDays: count().transform(orNull),
  perPeriodMax: count().transform(orNull),
});

const item = {
  name: z.string(),
  categoryId: id.optional().transform(orNull),
  terms,
  siteIds: z.array(id),
  labels: z.array(z.string()),
  customerIds: z.array(id),
  packs: z.array(pack),
  targetItemIds: z.array(id),
};

export const CreateItemForm = z
  .object({ ...item, kind: CreateItem.shape.kind, status: z.enum(['draft', 'active']) })
  .transform((form): CreateItem => form)
  .pipe(CreateItem);

export const ChangeItemForm = z
  .object({
    ...item,
    itemId: id,
    expectedVersionId: id,
    existing: z.enum(existingChoices).optional(),
  })
  .transform((form): ChangeItem => form)
  .pipe(ChangeItem);
