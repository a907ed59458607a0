import { describe, expect, test } from 'vitest';
import { joinNames, payerOf, setAsideFor } from './payment-names';

const names = (topUpId: string | null, customerId: string | null) => ({ topUpId, customerId });

describe('what a session and its intent name', () => {
  test.each([
    [names('a', '1'), names('a', '1'), names('a', '1')],
    [names('a', null), names(null, '1'), names('a', '1')],
    [names(null, null), names('a', '1'), names('a', '1')],
    [names('a', '1'), names('b', '1'), null],
    [names('a', '1'), names('a', '2'), null],
    [names(null, '1'), names('a', '2'), null],
  ])('is joined unless it contradicts: %j and %j', (one, other, joined) => {
    expect(joinNames(one, other)).toEqual(joined);
    expect(joinNames(other, one)).toEqual(joined);
  });
});

describe('a payment belongs', () => {
  test.each([
    [
      'to the customer of the top-up that it names',
      names('a', null),
      { ofTopUp: 1, named: null },
      1,
    ],
    ['to the customer that both its names lead to', names('a', '1'), { ofTopUp: 1, named: 1 }, 1],
    ['to nobody if they lead to two', names('a', '2'), { ofTopUp: 1, named: 2 }, null],
    ['to nobody without a top-up', names(null, '1'), { ofTopUp: null, named: 1 }, null],
    ['to nobody if the top-up is unknown', names('a', '1'), { ofTopUp: null, named: 1 }, null],
  ])('%s', (_what, given, found, payer) => {
    expect(payerOf(given, found)).toBe(payer);
  });
});

describe('a payment that is not the payment of its top-up', () => {
  test.each([
    ['is extra for its payer', names('a', '1'), { ofTopUp: 1, named: 1 }, [1, 'extra']],
    [
      'waits with the top-up’s customer when another one is named, too',
      names('a', '2'),
      { ofTopUp: 1, named: 2 },
      [1, 'names'],
    ],
    [
      'waits with the top-up’s customer when nobody is known by the other name',
      names('a', 'x'),
      { ofTopUp: 1, named: null },
      [1, 'names'],
    ],
    ['is nobody’s without a top-up', names(null, '1'), { ofTopUp: null, named: 1 }, null],
    ['is nobody’s if the top-up is unknown', names('a', '1'), { ofTopUp: null, named: 1 }, null],
  ])('%s', (_what, given, found, expected) => {
    const aside = setAsideFor(given, found);
    expect(aside && [aside.customerId, aside.reason]).toEqual(expected);
  });
});
