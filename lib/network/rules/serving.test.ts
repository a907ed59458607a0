import { describe, expect, test } from 'vitest';
import { decideServing, type ServingRouter } from './serving';

const pppoe = (routerId: number, siteId: number | null = null): ServingRouter => ({
  routerId,
  siteId,
  accessMethods: ['pppoe', 'static'],
});

const among = (routers: ServingRouter[], siteId: number | null) =>
  decideServing(routers, { siteId, isOnlyPlace: false });

describe('the router of a plan bought in the portal', () => {
  test('is the router of the place, or the first one set up of several there', () => {
    const routers = [pppoe(1, 10), pppoe(2, 20), pppoe(3, 20)];
    expect(among(routers, 20)).toEqual({
      kind: 'router',
      routerId: 2,
      accessMethod: 'pppoe',
    });
  });

  test('is the only router there is, for any customer, if it has no place or its place is the only one', () => {
    for (const siteId of [null, 10, 99]) {
      expect(decideServing([pppoe(1)], { siteId, isOnlyPlace: false })).toMatchObject({
        routerId: 1,
      });
      expect(decideServing([pppoe(1, 10)], { siteId, isOnlyPlace: true })).toMatchObject({
        routerId: 1,
      });
    }
  });

  test('is offered only at its own place once there are several places', () => {
    expect(among([pppoe(1, 10)], 10)).toMatchObject({ routerId: 1 });
    expect(among([pppoe(1, 10)], null)).toEqual({ kind: 'ask' });
    expect(among([pppoe(1, 10)], 20)).toEqual({ kind: 'none' });
  });

  test('needs the place only while the place is unknown and would decide', () => {
    expect(among([pppoe(1, 10), pppoe(2, 20)], null)).toEqual({ kind: 'ask' });
    expect(among([pppoe(1, 10), pppoe(2)], null)).toEqual({ kind: 'ask' });
    expect(among([pppoe(1), pppoe(2)], null)).toEqual({ kind: 'none' });
  });

  test('is none at a place without a router, or when there is no router at all', () => {
    expect(among([pppoe(1, 10), pppoe(2, 20)], 30)).toEqual({ kind: 'none' });
    expect(among([], null)).toEqual({ kind: 'none' });
    expect(among([], 10)).toEqual({ kind: 'none' });
  });

  test('offers logins, because a router for fixed addresses only connects nobody automatically', () => {
    const fixedOnly: ServingRouter = { routerId: 1, siteId: 10, accessMethods: ['static'] };
    expect(among([fixedOnly], 10)).toEqual({ kind: 'none' });
    expect(among([fixedOnly, pppoe(2, 10)], 10)).toMatchObject({ routerId: 2 });
    const hotspot: ServingRouter = { routerId: 3, siteId: 10, accessMethods: ['hotspot'] };
    expect(among([hotspot], 10)).toMatchObject({ accessMethod: 'hotspot' });
  });
});
