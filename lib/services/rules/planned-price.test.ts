import { describe, expect, it } from 'vitest';
import { setsOwnPrice, withoutOwnPrice } from './planned-price';

describe('a planned custom price', () => {
  it('exists only when the change sets one; following the plan’s price is not one', () => {
    expect(setsOwnPrice({ kind: 'fields', fields: { customPriceMinor: 0n } })).toBe(true);
    expect(setsOwnPrice({ kind: 'fields', fields: { customPriceMinor: null } })).toBe(false);
    expect(setsOwnPrice({ kind: 'fields', fields: { quantity: 2 } })).toBe(false);
    expect(setsOwnPrice({ kind: 'plan' })).toBe(false);
  });

  it('is removed alone from a change with other fields, and removes a change without any', () => {
    const more = { kind: 'fields', fields: { customPriceMinor: 1_700n, quantity: 2 } };
    expect(withoutOwnPrice(more)).toEqual({ kind: 'fields', fields: { quantity: 2 } });
    const discounts = [{ kind: 'percent' }];
    expect(
      withoutOwnPrice({ kind: 'fields', fields: { customPriceMinor: 1n }, discounts }),
    ).toEqual({ kind: 'fields', discounts });
    expect(withoutOwnPrice({ kind: 'fields', fields: { customPriceMinor: 1n } })).toBeNull();
  });

  it('leaves every other change unchanged', () => {
    const other = { kind: 'fields', fields: { quantity: 2 } };
    expect(withoutOwnPrice(other)).toBe(other);
  });
});
