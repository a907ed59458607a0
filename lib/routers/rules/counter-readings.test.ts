import { describe, expect, it } from 'vitest';
import { leaseReadings } from './counter-readings';

const MAC = '02:00:00:00:00:01';

const lease = (over: Record<string, string> = {}) => ({
  'mac-address': MAC,
  'active-mac-address': MAC,
  'active-address': '10.0.0.9',
  comment: 'isp:42 port=3',
  dynamic: 'false',
  ...over,
});
const queue = (over: Record<string, string> = {}) => ({
  '.id': '*F1',
  name: `dhcp-ds<${MAC}>`,
  target: '10.0.0.9/32',
  bytes: '10/200',
  dynamic: 'true',
  ...over,
});

describe('the counter of a bound lease', () => {
  it.each([
    ['named after the MAC address', queue()],
    ['named after host and MAC address', queue({ name: `dhcp-ds<MikroTik/${MAC}>` })],
    ['for both address families', queue({ target: '10.0.0.9/32,fdb4:4de7::/66' })],
  ])('is the dynamic queue %s', (_what, row) => {
    expect(leaseReadings([lease()], [row])).toMatchObject([
      { serviceId: 42, upBytes: 10n, downBytes: 200n },
    ]);
  });

  it.each([
    ['a queue created by hand for the same address', [queue({ dynamic: 'false' })]],
    ['the queue of another kind of session', [queue({ name: '<pppoe-anna>' })]],
    ['the queue of its previous address', [queue({ target: '10.0.0.8/32' })]],
  ])('is never %s', (_what, queues) => {
    expect(leaseReadings([lease()], queues)).toEqual([]);
  });

  it('is missing while the lease is unbound, and for a lease that the router made itself', () => {
    const { 'active-address': _address, ...waiting } = lease();
    expect(leaseReadings([waiting, lease({ dynamic: 'true' })], [queue()])).toEqual([]);
  });

  it('is separate for two leases of one MAC address', () => {
    const other = lease({ 'active-address': '10.1.0.9', comment: 'isp:43' });
    const readings = leaseReadings(
      [lease(), other],
      [queue(), queue({ '.id': '*F2', target: '10.1.0.9/32', bytes: '1/2' })],
    );
    expect(readings.map((row) => [row.serviceId, row.downBytes])).toEqual([
      [42, 200n],
      [43, 2n],
    ]);
    expect(new Set(readings.map((row) => row.sessionKey)).size).toBe(2);
  });

  it('restarts with another address and with another queue', () => {
    const keys = [
      leaseReadings([lease()], [queue()]),
      leaseReadings([lease({ 'active-address': '10.0.0.8' })], [queue({ target: '10.0.0.8/32' })]),
      leaseReadings([lease()], [queue({ '.id': '*F2' })]),
    ].map(([row]) => row?.sessionKey);
    expect(new Set(keys).size).toBe(3);
  });

  it('is also read for a lease without a service, so that adopting it does not bill earlier traffic', () => {
    const [reading] = leaseReadings([lease({ comment: 'printer' })], [queue()]);
    expect(reading).toMatchObject({ serviceId: null, login: `lease-${MAC}` });
  });
});
