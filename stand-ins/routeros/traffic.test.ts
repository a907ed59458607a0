import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RouterSimulator, startRouterSimulator } from './simulator';

const MAC = '02:00:00:00:00:01';
let sim: RouterSimulator;

beforeEach(async () => {
  sim = await startRouterSimulator();
  sim.run('/ppp/profile/add', { name: 'gold', 'rate-limit': '1M/2M' });
  sim.run('/ppp/secret/add', {
    name: 'anna',
    password: 'pw',
    profile: 'gold',
    'remote-address': '10.0.0.9',
  });
});

afterEach(() => sim.close());

const counters = (): Array<string | undefined> => {
  const line = sim.rows('interface').at(-1);
  return [line?.['rx-byte'], line?.['tx-byte']];
};

describe('traffic', () => {
  test('upload is received and download sent, each under its limit', () => {
    sim.dial('anna', 'pw', MAC);
    sim.setTraffic('anna', { up: 800_000, down: 80_000_000 });
    sim.advance(10_000);
    expect(counters()).toEqual(['1000000', '2500000']);
    expect(sim.rows('queue/simple')).toMatchObject([
      { bytes: '1000000/2500000', rate: '800000/2000000' },
    ]);
  });

  test('small steps lose nothing against one large step', () => {
    sim.dial('anna', 'pw', MAC);
    sim.setTraffic('anna', { up: 7, down: 13 });
    for (let step = 0; step < 1000; step += 1) sim.advance(7);
    expect(counters()).toEqual(['6', '11']);
  });

  test('counters go past 2^53 exactly', () => {
    sim.run('/ppp/profile/unset', { '.id': 'gold', 'value-name': 'rate-limit' });
    sim.dial('anna', 'pw', MAC);
    sim.setTraffic('anna', { up: 0, down: 8n * 10n ** 16n });
    sim.advance(1001);
    expect(counters()[1]).toBe('10010000000000000');
  });

  test('the garden leaves a trickle and a dropped list nothing', () => {
    sim.dial('anna', 'pw', MAC);
    sim.setTraffic('anna', { up: 800_000, down: 800_000 });
    sim.run('/ip/firewall/address-list/add', { list: 'isp-stopped', address: '10.0.0.0/24' });
    sim.advance(10_000);
    expect(counters()).toEqual(['5120', '5120']);
    sim.run('/ip/firewall/address-list/add', { list: 'bad', address: '10.0.0.9' });
    sim.run('/ip/firewall/filter/add', {
      chain: 'forward',
      action: 'drop',
      'src-address-list': 'bad',
    });
    expect(sim.served('anna')).toBe('cut');
    sim.advance(10_000);
    expect(counters()).toEqual(['5120', '5120']);
  });

  test('a line’s counters restart when they are reset', () => {
    sim.dial('anna', 'pw', MAC);
    sim.setTraffic('anna', { up: 8000, down: 8000 });
    sim.advance(5000);
    sim.run('/interface/reset-counters', { '.id': '<pppoe-anna>' });
    sim.advance(1000);
    expect(counters()).toEqual(['1000', '1000']);
  });

  test('a session starts at zero', () => {
    sim.dial('anna', 'pw', MAC);
    sim.setTraffic('anna', { up: 8000, down: 8000 });
    sim.advance(1000);
    const [row] = sim.rows('ppp/active');
    sim.run('/ppp/active/remove', { '.id': row?.['.id'] ?? '' });
    expect(counters()).toEqual(['0', '0']);
  });
});

describe('other sources of traffic', () => {
  test('a static host is limited and counted by the queue on its address', () => {
    sim.run('/queue/simple/add', { name: 'office', target: '10.8.0.2', 'max-limit': '1M/1M' });
    sim.plugIn({ kind: 'static', login: '10.8.0.2', password: '', mac: MAC });
    sim.setTraffic('10.8.0.2', { up: 0, down: 8_000_000 });
    sim.advance(8000);
    expect(sim.rows('queue/simple')).toMatchObject([{ bytes: '0/1000000' }]);
    sim.run('/queue/simple/reset-counters', { '.id': 'office' });
    expect(sim.rows('queue/simple')).toMatchObject([{ bytes: '0/0' }]);
  });

  test('a queue of several targets limits and counts the traffic of each', () => {
    const target = '10.8.0.2,192.0.2.0/29';
    sim.run('/queue/simple/add', { name: 'office', target, 'max-limit': '1M/1M' });
    sim.plugIn({ kind: 'static', login: '10.8.0.2', password: '', mac: MAC });
    sim.setTraffic('10.8.0.2', { up: 0, down: 8_000_000 });
    sim.advance(8000);
    expect(sim.rows('queue/simple')).toMatchObject([{ bytes: '0/1000000' }]);
  });

  test('household traffic is the same for the same seed and another for another', async () => {
    const volumeFor = async (seed: number): Promise<unknown> => {
      const router = await startRouterSimulator({ seed, traffic: 'household' });
      router.run('/ppp/secret/add', { name: 'a', 'remote-address': '10.0.0.1' });
      router.dial('a', '', MAC);
      router.advance(3_600_000);
      const line = router.rows('interface').at(-1);
      await router.close();
      return [line?.['rx-byte'], line?.['tx-byte']];
    };
    expect(await volumeFor(5)).toEqual(await volumeFor(5));
    expect(await volumeFor(5)).not.toEqual(await volumeFor(6));
  });
});
