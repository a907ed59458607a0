/** The closed lists of priced lines, as in `words.ts`. */

/** What a customer is charged or credited for, apart from periods and amounts entered by hand. */
export const chargeLineKinds = [
  'activation_fee',
  'change_fee',
  'pack',
  'one_time',
  'unused_credit',
] as const;
export type ChargeLineKind = (typeof chargeLineKinds)[number];

/** How the unused part of a paid period is measured: by time, or by the smaller of unused time and unused data. */
export const unusedMeasures = ['time', 'time_or_data'] as const;
export type UnusedMeasure = (typeof unusedMeasures)[number];

/** What of a charge can be given back. */
export const givesBackWays = [...unusedMeasures, 'never'] as const;
export type GivesBack = (typeof givesBackWays)[number];
