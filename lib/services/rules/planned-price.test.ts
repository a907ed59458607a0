import { describe, expect, it } from 'vitest';
import { setsOwnPrice, withoutOwnPrice } from './planned-price';

describe('an own price that is planned', () => {
  it('is one only when the change sets it: following the plan’s price is none', () => {
    expect(setsOwnPrice({ kind: 'fields', fields: { customPriceMinor: 0n } })).toBe(true);
    expect(setsOwnPrice({ kind: 'fields', fields: { customPriceMinor: null } })).toBe(false);
    expect(setsOwnPrice({ kind: 'fields', fields: { quantity: 2 } })).toBe(false);
    expect(setsOwnPrice({ kind: 'plan' })).toBe(false);
  });

  it('goes alone where the change holds more, and takes the change along where it holds nothing else', () => {
    const more = { kind: 'fields', fields: { customPriceMinor: 1_700n, quantity: 2 } };
    expect(withoutOwnPrice(more)).toEqual({ kind: 'fields', fields: { quantity: 2 } });
    const discounts = [{ kind: 'percent' }];
    expect(
      withoutOwnPrice({ kind: 'fields', fields: { customPriceMinor: 1n }, discounts }),
    ).toEqual({ kind: 'fields', discounts });
    expect(withoutOwnPrice({ kind: 'fields', fields: { customPriceMinor: 1n } })).toBeNull();
  });

  it('leaves every other change as it is', () => {
    const other = { kind: 'fields', fields: { quantity: 2 } };
    expect(withoutOwnPrice(other)).toBe(other);
  });
});
