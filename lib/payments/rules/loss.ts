/** One refund or dispute of a payment, in minor units of the payment's currency. */
export type LossPart = {
  /** What went back to the payer for it, or is on its way: a refund that has not failed, what a bank took and keeps. */
  goneMinor: bigint;
  /** What the wallet has lost for it so far. */
  lostMinor: bigint;
};

/**
 * Returns what the wallet must have lost for each part, in the order of the parts. Their sum is what went back, at most
 * `creditedMinor`: two parts can claim the same money, such as a refund and a dispute of the whole payment. Each part
 * first keeps what it has, so that nothing moves only from one part to another.
 */
export function lossTargets(creditedMinor: bigint, parts: readonly LossPart[]): bigint[] {
  let leftMinor = creditedMinor;
  const take = (wantedMinor: bigint) => {
    const takenMinor = wantedMinor < leftMinor ? wantedMinor : leftMinor;
    leftMinor -= takenMinor;
    return takenMinor;
  };
  const kept = parts.map(({ goneMinor, lostMinor }) =>
    take(lostMinor < goneMinor ? lostMinor : goneMinor),
  );
  return parts.map(({ goneMinor }, index) => {
    const keptMinor = kept[index] ?? 0n;
    return keptMinor + take(goneMinor - keptMinor);
  });
}

/** The movements of a disputed amount that a bank has made so far. Both sums only grow. */
export type BankSums = { takenMinor: bigint; givenBackMinor: bigint };

/** Returns the newer of two states, because reports arrive late and in any order. */
export function newerSums(one: BankSums, other: BankSums): BankSums {
  return {
    takenMinor: larger(one.takenMinor, other.takenMinor),
    givenBackMinor: larger(one.givenBackMinor, other.givenBackMinor),
  };
}

/** Returns what a bank keeps; a refund of its own to the payer is never negative for us. */
export function keptByBank({ takenMinor, givenBackMinor }: BankSums): bigint {
  return takenMinor > givenBackMinor ? takenMinor - givenBackMinor : 0n;
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
