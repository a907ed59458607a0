import { type HoldReason, holdBit, holdReasons } from '@/lib/kit/words';

/** Holds under which a period may still be decided; any other hold prevents it, whatever the credit. */
const payable: readonly HoldReason[] = ['unpaid', 'no_credit', 'data_cap'];

export const BLOCKING_MASK = holdReasons
  .filter((reason) => !payable.includes(reason))
  .reduce((mask, reason) => mask | holdBit(reason), 0);
