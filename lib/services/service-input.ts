import { z } from 'zod';
import { isLocalDate } from '@/lib/kit/time';
import {
  accessMethods,
  discountKinds,
  intervalUnits,
  ipv4Modes,
  recurrenceModes,
} from '@/lib/kit/words';
import { MAC_NOTATION, writeMac } from './rules/mac-address';

const id = z.number().int().positive();
const day = z.string().refine(isLocalDate, 'field_date');
const price = z.bigint().min(0n, 'amount_not_positive').max(99_999_999n, 'amount_too_large');

const discountShape = z.object({
  kind: z.enum(discountKinds),
  percentPpm: z.number().int().min(1).max(1_000_000).nullable().default(null),
  amountMinor: price.nullable().default(null),
  startDate: day,
  endDate: day.nullable().default(null),
  text: z.string().trim().max(200).default(''),
  stackable: z.boolean().default(false),
});

export const DiscountInput = discountShape
  .refine((one) => (one.kind === 'percent' ? one.percentPpm !== null : one.amountMinor !== null), {
    path: ['amountMinor'],
    message: 'field_required',
  })
  .refine((one) => one.endDate === null || one.startDate <= one.endDate, {
    path: ['endDate'],
    message: 'end_before_start',
  });
export type DiscountInput = z.output<typeof DiscountInput>;

/** The network fields of the service form: how the service connects. */
export const NetworkOptions = z.object({
  routerId: id.nullable().default(null),
  accessMethod: z.enum(accessMethods).nullable().default(null),
  login: z
    .string()
    .trim()
    .regex(/^[^\s"'\\<>]{1,64}$/, 'field_format')
    .nullable()
    .default(null),
  /** Write-only. Null keeps the stored password, or uses the customer's service password. */
  password: z.string().min(1).max(64).nullable().default(null),
  /** Removes the service's own password, so that the customer's service password applies. */
  removesPassword: z.boolean().default(false),
  ipv4Mode: z.enum(ipv4Modes).default('none'),
  ipv4Address: z.ipv4('field_ipv4').nullable().default(null),
  additionalNetworks: z.array(z.cidrv4('field_cidr')).max(32).default([]),
  ipv4PoolId: id.nullable().default(null),
  ipv6Prefix: z.cidrv6('field_cidr').nullable().default(null),
  macAddresses: z
    .array(z.string().regex(MAC_NOTATION, 'field_mac').transform(writeMac))
    .max(16)
    .default([]),
  portId: z.string().trim().max(60).nullable().default(null),
});
export type NetworkOptions = z.output<typeof NetworkOptions>;

/** Every field staff can set on a new service; omitted fields take the item's terms. */
export const ServiceInput = z
  .object({
    customerId: id,
    itemId: id,
    description: z.string().trim().max(300, 'field_too_long').default(''),
    quantity: z.number().int().min(1, 'field_invalid').max(100_000, 'field_invalid').default(1),
    unit: z.string().trim().max(30).default(''),
    customPriceMinor: price.nullable().default(null),
    recurrenceMode: z.enum(recurrenceModes).optional(),
    intervalCount: z.number().int().min(1).max(366).nullable().optional(),
    intervalUnit: z.enum(intervalUnits).nullable().optional(),
    startDate: day.optional(),
    endDate: day.nullable().default(null),
    priority: z.number().int().min(0).max(10_000).default(100),
    siteId: id.nullable().default(null),
    latitude: z.number().min(-90).max(90).nullable().default(null),
    longitude: z.number().min(-180).max(180).nullable().default(null),
    waitsForServiceId: id.nullable().default(null),
    discounts: z.array(DiscountInput).max(20).default([]),
    network: NetworkOptions.optional(),
    /** Idempotency key: a repeated id returns the service created by the first request. */
    requestId: z.uuid().optional(),
  })
  .refine((input) => (input.intervalCount == null) === (input.intervalUnit == null), {
    path: ['intervalCount'],
    message: 'interval_incomplete',
  });
export type ServiceInput = z.input<typeof ServiceInput>;
export type ParsedServiceInput = z.output<typeof ServiceInput>;

/** The plain fields of a service that staff may change at any time; omitted fields stay unchanged. */
export const ServiceFields = z.object({
  description: z.string().trim().max(300, 'field_too_long').optional(),
  quantity: z.number().int().min(1, 'field_invalid').max(100_000, 'field_invalid').optional(),
  unit: z.string().trim().max(30).optional(),
  customPriceMinor: price.nullable().optional(),
  recurrenceMode: z.enum(recurrenceModes).optional(),
  intervalCount: z.number().int().min(1).max(366).nullable().optional(),
  intervalUnit: z.enum(intervalUnits).nullable().optional(),
  startDate: day.optional(),
  endDate: day.nullable().optional(),
  priority: z.number().int().min(0).max(10_000).optional(),
  waitsForServiceId: id.nullable().optional(),
  siteId: id.nullable().optional(),
  latitude: z.number().min(-90).max(90).nullable().optional(),
  longitude: z.number().min(-180).max(180).nullable().optional(),
});
export type ServiceFields = z.output<typeof ServiceFields>;
