import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  blockAround,
  covers,
  mergeSpans,
  parseAddress,
  parseBlock,
  type Span,
  spanOf,
} from '../rules';
import { findLayoutFault, findPoolFault } from './faults';
import {
  countStates,
  fillOf,
  keptSpans,
  MAP_CELLS_MAX,
  mapPage,
  mapPageOf,
  type NetworkPlan,
  plannedUse,
  stateOf,
} from './plan';

function at(text: string): bigint {
  const address = parseAddress(text);
  if (address === null) throw new Error(`${text} is no address`);
  return address.value;
}

function planOf(cidr: string, over: Partial<NetworkPlan> = {}): NetworkPlan {
  const parsed = parseBlock(cidr);
  if (parsed.kind !== 'block') throw new Error(`${cidr} is no network`);
  return {
    networkId: 1,
    name: 'Tower',
    block: parsed.block,
    usage: 'permanent',
    gateway: null,
    reservations: [],
    pools: [],
    ...over,
  };
}

const span = (first: string, last = first): Span => ({ first: at(first), last: at(last) });

/** Small networks with layouts that the commands accept. */
const plans: fc.Arbitrary<NetworkPlan> = fc
  .record({
    prefix: fc.integer({ min: 24, max: 32 }),
    usage: fc.constantFrom('permanent', 'pool'),
    gateway: fc.option(fc.bigInt({ min: 0n, max: 255n })),
    taken: fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 255n }), fc.bigInt({ min: 0n, max: 20n })), {
      maxLength: 5,
    }),
  })
  .map(({ prefix, usage, gateway, taken }) => {
    const block = blockAround({ family: 4, value: at('10.0.0.0') }, prefix);
    const whole = spanOf(block);
    const ranges = mergeSpans(
      taken.map(([first, length]) => ({
        first: whole.first + first,
        last: whole.first + first + length,
      })),
    ).filter((range) => covers(whole, range));
    const isPool = usage === 'pool';
    return planOf(`10.0.0.0/${prefix}`, {
      usage,
      gateway: gateway === null ? null : whole.first + gateway,
      reservations: isPool ? [] : ranges.map((range) => ({ ...range, note: '' })),
      pools: isPool ? ranges.map((range, poolId) => ({ ...range, poolId, name: 'p' })) : [],
    });
  })
  .filter((plan) => findLayoutFault(plan) === null)
  .filter((plan) => plan.pools.every((pool) => findPoolFault(plan, pool, []) === null));

function everyAddress(plan: NetworkPlan): bigint[] {
  const { first, last } = spanOf(plan.block);
  return Array.from({ length: Number(last - first) + 1 }, (_, index) => first + BigInt(index));
}

describe('the plan of a network', () => {
  it('puts every address into exactly one state, and the counts match the cells', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const counted = { free: 0, assigned: 0, reserved: 0, pool: 0 };
        for (const value of everyAddress(plan)) {
          const use = plannedUse(plan, value);
          if (use.kind === 'network' || use.kind === 'broadcast') continue;
          counted[stateOf(use, false)] += 1;
        }
        const { usable, ...states } = countStates(plan, 0);
        expect(states).toEqual(counted);
        expect(usable).toBe(counted.free + counted.reserved + counted.pool);
      }),
    );
  });

  it('reserves exactly the addresses that cannot be assigned', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const kept = keptSpans(plan);
        for (const value of everyAddress(plan)) {
          const isKept = kept.some((one) => covers(one, { first: value, last: value }));
          const isOpen = ['open', 'spare'].includes(plannedUse(plan, value).kind);
          expect(isKept).toBe(!isOpen);
        }
      }),
    );
  });

  it('shows each address on the map page that it names', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 32 }), fc.nat(), (prefix, offset) => {
        const { block } = planOf(`10.0.0.0/${prefix}`);
        const whole = spanOf(block);
        const value = whole.first + (BigInt(offset) % (whole.last - whole.first + 1n));
        const { span: shown, pages } = mapPage(block, mapPageOf(block, value));
        expect(covers(shown, { first: value, last: value })).toBe(true);
        expect(Number(shown.last - shown.first) + 1).toBeLessThanOrEqual(MAP_CELLS_MAX);
        expect(mapPage(block, pages + 5).page).toBe(pages - 1);
        expect(mapPage(block, -1).page).toBe(0);
      }),
    );
  });

  it('calls an address assigned even if it was planned for something else', () => {
    const plan = planOf('10.0.0.0/24', { reservations: [{ ...span('10.0.0.5'), note: 'AP' }] });
    expect(stateOf(plannedUse(plan, at('10.0.0.5')), true)).toBe('assigned');
  });
});

describe('a pool in a network', () => {
  const plan = planOf('10.0.0.0/24', { usage: 'pool', gateway: at('10.0.0.1') });
  const others = [{ name: 'evening', ...span('10.0.0.100', '10.0.0.199') }];

  test.each([
    ['10.0.0.10', '10.0.0.99', null],
    ['10.0.0.200', '10.0.0.254', null],
    ['10.0.0.99', '10.0.0.100', 'pool_overlaps_pool'],
    ['10.0.0.0', '10.0.0.0', 'pool_over_network'],
    ['10.0.0.255', '10.0.0.255', 'pool_over_broadcast'],
    ['10.0.0.1', '10.0.0.1', 'pool_over_gateway'],
    ['10.0.0.9', '10.0.0.8', 'range_backwards'],
    ['10.0.1.1', '10.0.1.9', 'range_outside'],
  ])('with the range %s to %s: %s', (first, last, key) => {
    const range = { first: at(first), last: at(last) };
    expect(findPoolFault(plan, range, others)?.key ?? null).toBe(key);
  });

  test.each([
    [0, 0, 'roomy'],
    [10, 8, 'roomy'],
    [10, 9, 'nearly-full'],
    [10, 10, 'exhausted'],
    [10, 25, 'exhausted'],
  ] as const)('with %d addresses and %d services is %s', (size, services, fill) => {
    expect(fillOf({ size, services })).toBe(fill);
  });
});
