import type { ItemTerms } from '@/lib/catalog/item-input';
import {
  type Codec,
  countCodec,
  flagCodec,
  gigabytesCodec,
  mbitsCodec,
  moneyCodec,
  percentCodec,
  specificationCodec,
  textCodec,
  wordCodec,
} from './codecs';

export const headColumns = [
  'name',
  'kind',
  'status',
  'category',
  'sites',
  'labels',
  'customers',
  'changes_to',
  'packs',
] as const;

export type TermColumn = { header: string; term: keyof ItemTerms; codec: Codec };

/** The columns of the terms, in file order. `exponent` is the currency's. */
export function termColumns(exponent: number): TermColumn[] {
  const money = moneyCodec(exponent);
  const column = (header: string, term: keyof ItemTerms, codec: Codec) => ({ header, term, codec });
  return [
    column('unit_price', 'unitPriceMinor', money),
    column('tax_percent', 'taxRatePpm', percentCodec),
    column('unit', 'unit', textCodec),
    column('activation_fee', 'activationFeeMinor', money),
    column('renewal', 'recurrenceMode', wordCodec),
    column('interval_count', 'intervalCount', countCodec),
    column('interval_unit', 'intervalUnit', wordCodec),
    column('down_mbits', 'downBitsPerSecond', mbitsCodec),
    column('up_mbits', 'upBitsPerSecond', mbitsCodec),
    column('burst_down_mbits', 'burstDownBitsPerSecond', mbitsCodec),
    column('burst_up_mbits', 'burstUpBitsPerSecond', mbitsCodec),
    column('burst_seconds', 'burstSeconds', countCodec),
    column('priority', 'priority', countCodec),
    column('router_profile', 'routerProfile', textCodec),
    column('data_gb', 'dataLimitBytes', gigabytesCodec),
    column('data_counts', 'capDirection', wordCodec),
    column('at_limit', 'capAction', wordCodec),
    column('slow_down_mbits', 'slowDownBitsPerSecond', mbitsCodec),
    column('slow_up_mbits', 'slowUpBitsPerSecond', mbitsCodec),
    column('rollover_periods', 'rolloverPeriods', countCodec),
    column('bonus_gb', 'bonusDataBytes', gigabytesCodec),
    column('grace_days', 'graceDays', countCodec),
    column('keep_dates', 'keepAnchor', flagCodec),
    column('change_moment', 'changeMoment', wordCodec),
    column('change_fee_up', 'changeFeeUpMinor', money),
    column('change_fee_down', 'changeFeeDownMinor', money),
    column('refunds_unused', 'refundsUnused', flagCodec),
    column('unused_by', 'unusedBy', wordCodec),
    column('pauses_per_year', 'pausesPerYearMax', countCodec),
    column('pause_days', 'pauseDaysMax', countCodec),
    column('description', 'description', textCodec),
    column('specification', 'specification', specificationCodec),
    column('specification_text', 'specificationText', textCodec),
  ];
}
