import { describe, expect, it } from 'vitest';
import { idsIn } from './references';

describe('the references in records of changes', () => {
  it('are found at every depth, without duplicates, and only as whole numbers', () => {
    const ids = idsIn([
      { routerId: 3, change: { network: { routerId: 3, ipv4PoolId: 8 } } },
      null,
      { itemVersionId: 12, itemId: 'none', siteId: null, list: [{ siteId: 5 }] },
    ]);
    expect({ ...ids }).toEqual({
      router: new Set([3]),
      site: new Set([5]),
      pool: new Set([8]),
      item: new Set(),
      version: new Set([12]),
    });
  });
});
