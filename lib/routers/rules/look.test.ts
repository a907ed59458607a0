import { describe, expect, test } from 'vitest';
import { type ConfirmedService, deviceKeyOf, isToCompare, judgeLook } from './look';

const known = { deviceKey: 'serial HEX1', board: 'hEX' };
const confirmed = Array.from({ length: 42 }, (_, index): ConfirmedService => {
  return { serviceId: index + 1, version: 1n, places: [`/ppp/secret login-${index + 1}`] };
});
const rowsOf = (services: readonly ConfirmedService[]) =>
  new Map(services.flatMap(({ serviceId, places }) => places.map((place) => [place, serviceId])));
const all = rowsOf(confirmed);
const judge = (
  now: Partial<typeof known>,
  rows = all,
  before: Parameters<typeof judgeLook>[0] = known,
) => judgeLook(before, { ...known, ...now, rows }, confirmed);

describe('a look at a router', () => {
  test('that shows the same device with all rows confirms them', () => {
    expect(judge({})).toEqual({ kind: 'as_confirmed' });
  });

  test('that shows another device confirms nothing, even with all rows in place', () => {
    const other = { kind: 'all_unconfirmed', reason: 'device' };
    expect(judge({ deviceKey: 'serial HEX2' })).toEqual(other);
    const nameless = { deviceKey: null, board: 'hEX' };
    expect(judge({ deviceKey: null, board: 'CHR' } as never, all, nameless)).toEqual(other);
  });

  test('that may not read any more what names the device takes it for the same one', () => {
    expect(judge({ deviceKey: null } as never)).toEqual({ kind: 'as_confirmed' });
    expect(judge({}, all, { deviceKey: null, board: 'other' })).toEqual({ kind: 'as_confirmed' });
  });

  test('that reads a licence where it read a serial number takes another board alone for another device', () => {
    const licence = { deviceKey: 'licence ABCD-1', board: 'hEX' };
    expect(judge(licence)).toEqual({ kind: 'as_confirmed' });
    expect(deviceKeyOf(known, licence)).toBe(known.deviceKey);
    const chr = { ...licence, board: 'CHR' };
    expect(judge(chr)).toEqual({ kind: 'all_unconfirmed', reason: 'device' });
    expect(deviceKeyOf(known, chr)).toBe(chr.deviceKey);
    expect(deviceKeyOf(known, { deviceKey: null, board: 'hEX' })).toBe(known.deviceKey);
  });

  test('that shows no rows, or markedly fewer, confirms none of those left', () => {
    const emptied = { kind: 'all_unconfirmed', reason: 'emptied' };
    expect(judge({}, new Map())).toEqual(emptied);
    expect(judge({}, rowsOf(confirmed.slice(0, 30)))).toEqual(emptied);
  });

  test('that lacks a row somebody removed, or took for another service, leaves out that service', () => {
    const lost = confirmed.slice(0, 1);
    const some = { kind: 'some_unconfirmed', services: lost };
    expect(judge({}, rowsOf(confirmed.slice(1)))).toEqual(some);
    expect(judge({}, new Map([...all, ['/ppp/secret login-1', 99]]))).toEqual(some);
  });
});

describe('a router is compared with what it should hold', () => {
  const at = new Date('2030-01-01T00:05:00Z');
  const before = { identity: 'edge', lookedAt: new Date('2030-01-01T00:00:00Z') };
  const now = { identity: 'edge', uptimeSeconds: 90_000, at };

  test('when it started since the last look, or has a new name', () => {
    expect(isToCompare(before, now)).toBe(false);
    expect(isToCompare(before, { ...now, uptimeSeconds: 200 })).toBe(true);
    expect(isToCompare(before, { ...now, identity: 'core' })).toBe(true);
  });

  test('but not at the first look, nor when its uptime could not be read', () => {
    expect(isToCompare({ ...before, lookedAt: null }, { ...now, uptimeSeconds: 1 })).toBe(false);
    expect(isToCompare(before, { ...now, uptimeSeconds: null })).toBe(false);
  });
});
