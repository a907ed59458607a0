/** The state of a customer's account, as locked by the deciding transaction. Minor units. */
export type AccountState = {
  balanceMinor: bigint;
  /** Null on accounts without a floor (postpaid). */
  floorMinor: bigint | null;
  underFloorMinor: bigint;
};

export type ChargeDecision =
  | { kind: 'pay'; balanceAfterMinor: bigint }
  | { kind: 'short'; shortMinor: bigint };

/** What can be spent: everything above the floor, never negative. */
export function spendableMinor(account: AccountState): bigint | null {
  if (account.floorMinor === null) return null;
  const left = account.balanceMinor - account.floorMinor;
  return left > 0n ? left : 0n;
}

/** A charge of `priceMinor` must leave at least the floor; a price of zero is never short. */
export function decideCharge(account: AccountState, priceMinor: bigint): ChargeDecision {
  const balanceAfterMinor = account.balanceMinor - priceMinor;
  if (priceMinor === 0n || account.floorMinor === null || balanceAfterMinor >= account.floorMinor) {
    return { kind: 'pay', balanceAfterMinor };
  }
  return { kind: 'short', shortMinor: account.floorMinor - balanceAfterMinor };
}

/** The account after a credit: an amount below the floor shrinks by it. */
export function afterCredit(account: AccountState, amountMinor: bigint): AccountState {
  return withUnderFloor(account, account.balanceMinor + amountMinor);
}

/** The account after a clawback, the only charge that may go below the floor. */
export function afterClawback(account: AccountState, amountMinor: bigint): AccountState {
  return withUnderFloor(account, account.balanceMinor - amountMinor);
}

function withUnderFloor(account: AccountState, balanceMinor: bigint): AccountState {
  const missing = account.floorMinor === null ? 0n : account.floorMinor - balanceMinor;
  return { ...account, balanceMinor, underFloorMinor: missing > 0n ? missing : 0n };
}

/** The number of the leg that carries the tax of a charge or a refund. */
export const TAX_LEG = 1;

export type Leg = {
  leg: number;
  to: 'revenue' | 'tax';
  part: 'price' | 'tax' | 'fee';
  amountMinor: bigint;
};

/** Splits one charge for the books: price and fee to revenue, tax to the tax account; empty legs are left out. */
export function legsOf(charge: {
  grossMinor: bigint;
  taxMinor: bigint;
  feeNetMinor: bigint;
}): Leg[] {
  const priceNetMinor = charge.grossMinor - charge.taxMinor - charge.feeNetMinor;
  const legs: Leg[] = [
    { leg: 0, to: 'revenue', part: 'price', amountMinor: priceNetMinor },
    { leg: TAX_LEG, to: 'tax', part: 'tax', amountMinor: charge.taxMinor },
    { leg: 2, to: 'revenue', part: 'fee', amountMinor: charge.feeNetMinor },
  ];
  return legs.filter((leg) => leg.amountMinor > 0n);
}

/** The current state of a wallet. */
export type WalletView = AccountState & {
  floorMinor: bigint;
  /** What can be spent now. */
  spendableMinor: bigint;
};
