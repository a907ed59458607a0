import { decimalPlaces, writeDecimal } from '@/lib/catalog/rules/decimals';
import type { UnusedMeasure } from '@/lib/kit/charge-words';
import type { Formats } from '@/lib/kit/format';
import type {
  CapAction,
  CapDirection,
  IntervalUnit,
  ItemKind,
  PlanChangeMoment,
  RecurrenceMode,
} from '@/lib/kit/words';
import type { ItemDetail } from '@/lib/screens/admin/catalogue-item';

/** An item as its form shows it: every value is text. */
export type ItemValues = {
  name: string;
  kind: ItemKind;
  categoryId: string;
  unit: string;
  description: string;
  specification: { label: string; value: string }[];
  specificationText: string;
  unitPriceMinor: string;
  taxRatePpm: string;
  activationFeeMinor: string;
  recurrenceMode: RecurrenceMode;
  intervalCount: string;
  intervalUnit: IntervalUnit | '';
  downBitsPerSecond: string;
  upBitsPerSecond: string;
  burstDownBitsPerSecond: string;
  burstUpBitsPerSecond: string;
  burstSeconds: string;
  priority: string;
  dataLimitBytes: string;
  capDirection: CapDirection;
  capAction: CapAction;
  slowDownBitsPerSecond: string;
  slowUpBitsPerSecond: string;
  rolloverPeriods: string;
  bonusDataBytes: string;
  graceDays: string;
  routerProfile: string;
  keepAnchor: boolean;
  changeMoment: PlanChangeMoment;
  changeFeeUpMinor: string;
  changeFeeDownMinor: string;
  refundsUnused: boolean;
  unusedBy: UnusedMeasure;
  pausesPerYearMax: string;
  pauseDaysMax: string;
  packs: Record<'name' | 'dataBytes' | 'priceMinor' | 'validDays' | 'perPeriodMax', string>[];
  siteIds: string[];
  labels: string[];
  customers: { value: string; label: string }[];
  targetItemIds: string[];
};

/** A monthly internet plan, ready to be filled in. */
export const newItemValues: ItemValues = {
  name: '',
  kind: 'internet',
  categoryId: '',
  unit: '',
  description: '',
  specification: [],
  specificationText: '',
  unitPriceMinor: '',
  taxRatePpm: '',
  activationFeeMinor: '',
  recurrenceMode: 'credit_based',
  intervalCount: '1',
  intervalUnit: 'month',
  downBitsPerSecond: '',
  upBitsPerSecond: '',
  burstDownBitsPerSecond: '',
  burstUpBitsPerSecond: '',
  burstSeconds: '',
  priority: '8',
  dataLimitBytes: '',
  capDirection: 'both',
  capAction: 'block',
  slowDownBitsPerSecond: '',
  slowUpBitsPerSecond: '',
  rolloverPeriods: '0',
  bonusDataBytes: '',
  graceDays: '0',
  routerProfile: '',
  keepAnchor: false,
  changeMoment: 'either',
  changeFeeUpMinor: '',
  changeFeeDownMinor: '',
  refundsUnused: true,
  unusedBy: 'time',
  pausesPerYearMax: '0',
  pauseDaysMax: '0',
  packs: [],
  siteIds: [],
  labels: [],
  customers: [],
  targetItemIds: [],
};

/** Converts an existing item to form values. */
export function valuesOf(item: ItemDetail, f: Formats): ItemValues {
  const { terms } = item;
  const fee = (minor: bigint) => (minor === 0n ? '' : f.moneyInput(minor));
  return {
    name: item.name,
    kind: item.kind,
    categoryId: item.category?.categoryId.toString() ?? '',
    unit: terms.unit,
    description: terms.description,
    specification: terms.specification,
    specificationText: terms.specificationText,
    unitPriceMinor: f.moneyInput(terms.unitPriceMinor),
    taxRatePpm: terms.taxRatePpm === 0 ? '' : percentText(terms.taxRatePpm),
    activationFeeMinor: fee(terms.activationFeeMinor),
    recurrenceMode: terms.recurrenceMode,
    intervalCount: text(terms.intervalCount),
    intervalUnit: terms.intervalUnit ?? '',
    ...networkValues(terms),
    keepAnchor: terms.keepAnchor,
    graceDays: text(terms.graceDays),
    changeMoment: terms.changeMoment,
    changeFeeUpMinor: fee(terms.changeFeeUpMinor),
    changeFeeDownMinor: fee(terms.changeFeeDownMinor),
    refundsUnused: terms.refundsUnused,
    unusedBy: terms.unusedBy,
    pausesPerYearMax: text(terms.pausesPerYearMax),
    pauseDaysMax: text(terms.pauseDaysMax),
    packs: item.packs.map((pack) => ({
      name: pack.name,
      dataBytes: gigabytes(pack.dataBytes),
      priceMinor: f.moneyInput(pack.priceMinor),
      validDays: text(pack.validDays),
      perPeriodMax: text(pack.perPeriodMax),
    })),
    siteIds: item.sites.map((site) => site.siteId.toString()),
    labels: item.labels,
    customers: item.customers.map(({ customerId, name }) => ({
      value: customerId.toString(),
      label: name,
    })),
    targetItemIds: item.targets.map((target) => target.itemId.toString()),
  };
}

function networkValues(terms: ItemDetail['terms']) {
  return {
    downBitsPerSecond: mbits(terms.downBitsPerSecond),
    upBitsPerSecond: mbits(terms.upBitsPerSecond),
    burstDownBitsPerSecond: mbits(terms.burstDownBitsPerSecond),
    burstUpBitsPerSecond: mbits(terms.burstUpBitsPerSecond),
    burstSeconds: text(terms.burstSeconds),
    priority: text(terms.priority),
    dataLimitBytes: terms.dataLimitBytes === null ? '' : gigabytes(terms.dataLimitBytes),
    capDirection: terms.capDirection,
    capAction: terms.capAction,
    slowDownBitsPerSecond: mbits(terms.slowDownBitsPerSecond),
    slowUpBitsPerSecond: mbits(terms.slowUpBitsPerSecond),
    rolloverPeriods: text(terms.rolloverPeriods),
    bonusDataBytes: terms.bonusDataBytes === null ? '' : gigabytes(terms.bonusDataBytes),
    routerProfile: terms.routerProfile ?? '',
  };
}

function text(value: number | null): string {
  return value?.toString() ?? '';
}

function percentText(ppm: number): string {
  return writeDecimal(BigInt(ppm), decimalPlaces.percent);
}

function mbits(bits: bigint | null): string {
  return bits === null ? '' : writeDecimal(bits, decimalPlaces.mbits);
}

function gigabytes(bytes: bigint): string {
  return writeDecimal(bytes, decimalPlaces.gigabytes);
}
