import { z } from 'zod';
import { intervalUnits, itemKinds, recurrenceModes, taxModes } from '@/lib/kit/words';

/** Parses amounts and instants as `freezeQuote` writes them: digits and text. */
export const whole = z
  .string()
  .regex(/^-?\d+$/)
  .transform((digits) => BigInt(digits));
export const instant = z.iso.datetime().transform((text) => new Date(text));
export const length = z.object({
  count: z.number().int().positive(),
  unit: z.enum(intervalUnits),
});

const int = z.number().int();
const amounts = z.object({ netMinor: whole, taxMinor: whole, grossMinor: whole });
const price = amounts.extend({
  quantity: int,
  unitPriceMinor: whole,
  isCustom: z.boolean(),
  listMinor: whole,
  discounts: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('percent'), percentPpm: int, worthMinor: whole }),
      z.object({ kind: z.literal('fixed'), amountMinor: whole, worthMinor: whole }),
    ]),
  ),
  discountMinor: whole,
  taxRatePpm: int,
  taxMode: z.enum(taxModes),
});

const period = z.object({
  index: int,
  startsAt: instant,
  endsAt: instant,
  anchor: z.object({ local: z.string(), zone: z.string(), index: int }),
  price: amounts.extend({ discountMinor: whole }),
  whole: price,
  rest: z.object({ leftSeconds: int, ofSeconds: int.positive() }).nullable(),
  fees: z.array(z.object({ what: z.enum(['activation_fee', 'change_fee']), price })),
  feeNetMinor: whole,
  feeTaxMinor: whole,
  totalMinor: whole,
  totalTaxMinor: whole,
});

const newService = z.object({
  kind: z.literal('new_service'),
  itemId: int,
  item: z.object({
    versionId: int,
    name: z.string(),
    kind: z.enum(itemKinds),
    unit: z.string(),
    dataLimitBytes: whole.nullable(),
    recurrenceMode: z.enum(recurrenceModes),
    intervalCount: int.nullable(),
    intervalUnit: z.enum(intervalUnits).nullable(),
  }),
  router: z.object({ routerId: int, accessMethod: z.enum(['pppoe', 'hotspot']) }).nullable(),
});

const changeNow = z.object({
  kind: z.literal('change_now'),
  serviceId: int,
  terms: z.object({
    itemId: int,
    itemName: z.string(),
    itemVersionId: int,
    mode: z.enum(recurrenceModes),
    interval: length.nullable(),
    zone: z.string(),
  }),
  running: z
    .object({
      index: int,
      endsAt: instant,
      priceId: int.nullable(),
      itemName: z.string().optional(),
    })
    .nullable(),
  refund: z.object({
    grossMinor: whole,
    taxMinor: whole,
    account: z.enum(['wallet', 'postpaid']),
    from: instant,
    part: z.object({ part: whole, of: whole, unit: z.enum(['seconds', 'bytes']) }).nullable(),
  }),
  fee: price,
  plan: period.nullable(),
  keepsEnd: z.boolean(),
  decidedTo: instant.nullable(),
  served: period.optional(),
  standsSince: instant.optional(),
  keepsPlanned: z.literal(true).optional(),
});

const pack = z.object({
  kind: z.literal('pack'),
  serviceId: int,
  packId: int,
  packName: z.string(),
  price,
  zone: z.string(),
});

const changeLater = z.object({
  kind: z.literal('change_later'),
  serviceId: int,
  itemVersionId: int,
  feeMinor: whole,
});

/** What execution needs, stored with the quote. */
export const FrozenMade = z.object({
  print: z.string(),
  deed: z.discriminatedUnion('kind', [newService, pack, changeNow, changeLater]),
});
