import type { ServiceInput } from '@/lib/services/service-input';
import { Random } from '@/tests/simulation/random';

/** The same choices in every run. */
export const random = new Random('next charges');

export function any<T>(list: readonly T[]): T {
  const one = random.pick(list);
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}

/** Any quantity, price of its own and discounts of a service. */
export function anyInput(): Partial<ServiceInput> {
  const discount = () => ({
    ...(random.chance(0.5)
      ? { kind: 'percent' as const, percentPpm: random.int(1, 900_000) }
      : { kind: 'fixed' as const, amountMinor: BigInt(random.int(1, 900)) }),
    ...{ startDate: any(['2026-03-01', '2026-03-06', '2026-03-20']) },
    ...{ endDate: any([null, '2026-03-21']), stackable: random.chance(0.5) },
  });
  return {
    quantity: random.int(1, 4),
    customPriceMinor: random.chance(0.3) ? BigInt(random.int(0, 3_000)) : null,
    discounts: Array.from({ length: random.int(0, 2) }, discount),
  };
}
