import { describe, expect, test } from 'vitest';
import { decideServing, type ServingRouter } from './serving';

const pppoe = (routerId: number, siteId: number | null = null): ServingRouter => ({
  routerId,
  siteId,
  accessMethods: ['pppoe', 'static'],
});

describe('the router of a plan bought in the portal', () => {
  test('is that of the place, the first one set up where there are several', () => {
    const routers = [pppoe(1, 10), pppoe(2, 20), pppoe(3, 20)];
    expect(decideServing(routers, 20)).toEqual({
      kind: 'router',
      routerId: 2,
      accessMethod: 'pppoe',
    });
  });

  test('is the only one there is, wherever the customer is', () => {
    for (const siteId of [null, 10, 99])
      expect(decideServing([pppoe(1, 10)], siteId)).toMatchObject({ routerId: 1 });
  });

  test('is asked for by the place only while the place is unknown and decides it', () => {
    expect(decideServing([pppoe(1, 10), pppoe(2, 20)], null)).toEqual({ kind: 'ask' });
    expect(decideServing([pppoe(1, 10), pppoe(2)], null)).toEqual({ kind: 'ask' });
    expect(decideServing([pppoe(1), pppoe(2)], null)).toEqual({ kind: 'none' });
  });

  test('is none at a place without one, and none where there is no router at all', () => {
    expect(decideServing([pppoe(1, 10), pppoe(2, 20)], 30)).toEqual({ kind: 'none' });
    expect(decideServing([], null)).toEqual({ kind: 'none' });
    expect(decideServing([], 10)).toEqual({ kind: 'none' });
  });

  test('takes logins: one for fixed addresses alone connects nobody by itself', () => {
    const fixedOnly: ServingRouter = { routerId: 1, siteId: 10, accessMethods: ['static'] };
    expect(decideServing([fixedOnly], 10)).toEqual({ kind: 'none' });
    expect(decideServing([fixedOnly, pppoe(2, 20)], 10)).toMatchObject({ routerId: 2 });
    const hotspot: ServingRouter = { routerId: 3, siteId: 10, accessMethods: ['hotspot'] };
    expect(decideServing([hotspot], 10)).toMatchObject({ accessMethod: 'hotspot' });
  });
});
