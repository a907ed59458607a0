import 'server-only';
import { z } from 'zod';
import { moneyInput } from '@/app/_operator/money-input';
import { getOperator } from '@/app/_operator/operator';
import type { Formats } from '@/lib/kit/format';
import { AMOUNT_MINOR_MAX, parseDecimalAmount } from '@/lib/kit/money';
import { discountKinds } from '@/lib/kit/words';
import { type DiscountInput, NetworkOptions, ServiceInput } from '@/lib/services/service-input';

const shape = ServiceInput.shape;

/** Percent with four decimals is parts per million. */
const PERCENT_DIGITS = 4;
const PERCENT_PPM_MAX = 1_000_000n;

/** A discount as a row of the form: one value, in percent or money according to its kind. */
const DiscountRow = z
  .object({
    kind: z.enum(discountKinds),
    value: z.string().trim().min(1, 'field_required').max(20, 'field_number'),
    startDate: z.iso.date('field_date'),
    endDate: z.iso.date('field_date').nullable().default(null),
    text: z.string().trim().max(200, 'field_too_long').default(''),
    stackable: z.boolean().default(false),
  })
  .transform(async ({ value, ...row }, ctx): Promise<DiscountInput> => {
    const isPercent = row.kind === 'percent';
    const digits = isPercent ? PERCENT_DIGITS : (await getOperator()).currencyExponent;
    const read = parseDecimalAmount(value, digits);
    const fault = read.ok
      ? faultOf(read.minor, isPercent ? PERCENT_PPM_MAX : AMOUNT_MINOR_MAX)
      : 'amount_not_a_number';
    if (fault !== null) ctx.addIssue({ code: 'custom', path: ['value'], message: fault });
    if (row.endDate !== null && row.endDate < row.startDate)
      ctx.addIssue({ code: 'custom', path: ['endDate'], message: 'end_before_start' });
    const minor = read.ok ? read.minor : 0n;
    return {
      ...row,
      percentPpm: isPercent ? Number(minor) : null,
      amountMinor: isPercent ? null : minor,
    };
  });

function faultOf(minor: bigint, max: bigint): string | null {
  if (minor <= 0n) return 'amount_not_positive';
  return minor > max ? 'amount_too_large' : null;
}

/** The fields shared by the new, edit and planned forms, flat as submitted. */
export const ServiceParts = z.object({
  description: shape.description,
  quantity: shape.quantity,
  unit: shape.unit,
  customPriceMinor: moneyInput({ min: 0n }).nullable().default(null),
  startDate: shape.startDate,
  endDate: shape.endDate,
  priority: shape.priority,
  recurrenceMode: shape.recurrenceMode,
  intervalCount: shape.intervalCount,
  intervalUnit: shape.intervalUnit,
  waitsForServiceId: shape.waitsForServiceId,
  siteId: shape.siteId,
  latitude: shape.latitude,
  longitude: shape.longitude,
  discounts: z.array(DiscountRow).max(20).default([]),
  /** Set by forms of items that run on a router; others have no network part. */
  hasNetwork: z.boolean().default(false),
  ...NetworkOptions.shape,
});
export type ServiceParts = z.output<typeof ServiceParts>;

/** Converts the form's network part to a command's input; undefined on voice and custom services. */
export function networkOf(parts: ServiceParts): NetworkOptions | undefined {
  if (!parts.hasNetwork) return undefined;
  const isPermanent = parts.ipv4Mode === 'permanent';
  return {
    routerId: parts.routerId,
    accessMethod: parts.accessMethod,
    login: parts.login,
    password: parts.password,
    removesPassword: parts.removesPassword,
    ipv4Mode: parts.ipv4Mode,
    // Fields of another mode are hidden, not emptied, and hidden values are not submitted.
    ipv4Address: isPermanent ? parts.ipv4Address : null,
    additionalNetworks: isPermanent ? parts.additionalNetworks : [],
    ipv4PoolId: parts.ipv4Mode === 'dynamic' ? parts.ipv4PoolId : null,
    ipv6Prefix: parts.ipv6Prefix,
    macAddresses: parts.macAddresses,
    portId: parts.portId,
  };
}

/** Converts the plain fields to a command's input. */
export function fieldsOf(parts: ServiceParts) {
  const { description, quantity, unit, customPriceMinor, startDate, endDate } = parts;
  const { priority, waitsForServiceId, siteId, latitude, longitude } = parts;
  return {
    description,
    quantity,
    unit,
    customPriceMinor,
    startDate,
    endDate,
    priority,
    waitsForServiceId,
    siteId,
    latitude,
    longitude,
  };
}

/** The same with the pay period of an existing service, where an empty field means "none" rather than "as the plan". */
export function changedFieldsOf(parts: ServiceParts) {
  const { recurrenceMode, intervalCount = null, intervalUnit = null } = parts;
  return { ...fieldsOf(parts), recurrenceMode, intervalCount, intervalUnit };
}

export const NewService = ServiceParts.extend({
  customerId: shape.customerId,
  itemId: shape.itemId,
}).refine((input) => (input.intervalCount == null) === (input.intervalUnit == null), {
  path: ['intervalCount'],
  message: 'interval_incomplete',
});
export type NewService = z.output<typeof NewService>;

/** Converts a discount to a row of the form. */
export function rowOfDiscount(
  discount: {
    kind: string;
    percentPpm?: number;
    amountMinor?: bigint;
    startDate: string;
    endDate: string | null;
    text: string;
    stackable: boolean;
  },
  f: Formats,
): Record<string, string> {
  return {
    kind: discount.kind,
    value:
      discount.percentPpm === undefined
        ? f.moneyInput(discount.amountMinor ?? 0n)
        : String(discount.percentPpm / 10_000),
    startDate: discount.startDate,
    endDate: discount.endDate ?? '',
    text: discount.text,
    stackable: discount.stackable ? 'on' : '',
  };
}
