import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeSentence, encodeWord, SentenceReader } from './codec';
import { type Budget, FaultBook, seededRandom } from './faults';
import { type RouterSimulator, startRouterSimulator } from './simulator';
import { TestClient } from './test-client';

let sim: RouterSimulator;
let client: TestClient;

beforeEach(async () => {
  sim = await startRouterSimulator();
  client = await TestClient.login(sim);
});

afterEach(async () => {
  client.close();
  await sim.close();
});

const names = (): Array<string | undefined> => sim.rows('ppp/secret').map(({ name }) => name);
const add = (name: string) => client.send('/ppp/secret/add', `=name=${name}`);

describe('the scope of a fault', () => {
  test('can be the nth matching call only, counted per command', async () => {
    sim.faults.add({ kind: 'trap', messages: ['one', 'two'], on: '/ppp/secret/add', nth: 2 });
    await client.send('/ppp/secret/print');
    expect((await add('a')).traps).toEqual([]);
    expect((await add('b')).traps).toEqual(['one', 'two']);
    expect((await add('c')).traps).toEqual([]);
    expect(names()).toEqual(['a', 'c']);
  });

  test('can be a number of calls from the nth on, by a prefix or a pattern', async () => {
    sim.faults.add({ kind: 'trap', messages: ['no'], on: '/ppp/*', nth: 1, times: 2 });
    sim.faults.add({ kind: 'trap', messages: ['never'], on: /\/remove$/ });
    const traps = [await add('a'), await add('b'), await add('c')].map((answer) => answer.traps);
    expect(traps).toEqual([['no'], ['no'], []]);
    expect((await client.send('/ppp/secret/remove', '=.id=c')).traps).toEqual(['never']);
  });

  test('can be one connection only', async () => {
    sim.faults.add({ kind: 'trap', messages: ['not you'], connection: 2 });
    const second = await TestClient.login(sim);
    expect((await add('a')).traps).toEqual([]);
    expect((await second.send('/ppp/secret/print')).traps).toEqual(['not you']);
    second.close();
  });

  test('lasts until it is disarmed', async () => {
    const disarm = sim.faults.add({ kind: 'trap', messages: ['no'] });
    expect((await add('a')).traps).toEqual(['no']);
    disarm();
    expect((await add('a')).traps).toEqual([]);
  });

  test('leaves the port unchanged in an outage, so that clients find the router again', async () => {
    const { port } = sim;
    await sim.setReachable(false);
    await sim.setReachable(true);
    expect(sim.port).toBe(port);
  });
});

describe('a reply', () => {
  test('mixed with the next one arrives interleaved sentence by sentence', async () => {
    sim.faults.add({ kind: 'interleave', times: 1 });
    const order: string[] = [];
    const seen = new SentenceReader();
    client.socket.on('data', (chunk) => {
      for (const sentence of seen.push(chunk)) order.push(sentence.slice(0, 2).join(' '));
    });
    await Promise.all([client.send('/system/identity/print'), client.send('/system/clock/print')]);
    expect(order).toEqual(['!re .tag=t2', '!re .tag=t3', '!done .tag=t2', '!done .tag=t3']);
  });

  test('that is dropped is complete up to the given byte', async () => {
    sim.faults.add({ kind: 'drop-mid-reply', by: 'fin', afterBytes: 7 });
    const before = client.socket.bytesRead;
    client.socket.write(encodeSentence(['/system/identity/print', '.tag=lost']));
    await client.closed;
    expect(client.socket.bytesRead - before).toBe(7);
  });

  test.each(['every-byte', 'lone-length', 'lone-final-zero'] as const)(
    'with words of two length bytes, cut at %s, reads the same',
    async (at) => {
      await add('á'.repeat(100));
      const whole = await client.print('/ppp/secret');
      sim.faults.add({ kind: 'split', at });
      expect(await client.print('/ppp/secret')).toEqual(whole);
    },
  );
});

describe('slowness', () => {
  test('a waiting command can be cancelled and is then not carried out', async () => {
    sim.faults.add({ kind: 'latency', ms: 600_000, on: '/ppp/secret/add' });
    const waiting = add('a');
    await client.send('/cancel', '=tag=t2');
    expect((await waiting).traps).toEqual(['interrupted']);
    expect(names()).toEqual([]);
  });

  test('the budget serves some requests fast, then slows, stalls, and recovers when idle', () => {
    const budget: Budget = {
      freeRequests: 2,
      fastMs: 1,
      slowMs: 20,
      stallEvery: 2,
      stallMs: 7000,
      recoverAfterMs: 1000,
    };
    const faults = new FaultBook(seededRandom(1));
    faults.setBudget(budget);
    const delays = [1, 2, 3, 4].map(() => faults.delayMs([], 10_000));
    expect(delays).toEqual([1, 2, 22, 7042]);
    expect(faults.delayMs([], 60_000)).toBe(1);
  });

  test('jitter stays within its bounds and repeats with the seed', () => {
    const delaysOf = (seed: number): number[] => {
      const faults = new FaultBook(seededRandom(seed));
      return [1, 2, 3].map(() => faults.delayMs([{ kind: 'latency', ms: 5, jitterMs: 10 }], 0));
    };
    expect(delaysOf(1)).toEqual(delaysOf(1));
    expect(delaysOf(1)).not.toEqual(delaysOf(2));
    for (const delay of delaysOf(3)) expect(delay >= 5 && delay < 15).toBe(true);
  });

  test('a print takes time for every row of the menu', () => {
    const faults = new FaultBook(seededRandom(1));
    expect(faults.delayMs([{ kind: 'slow-print', msPerRow: 0.3 }], 0, 10_000)).toBe(3000);
  });
});

describe('assertQuiet', () => {
  test('accepts a clean exchange', async () => {
    await client.send('/ppp/secret/print');
    expect(() => sim.assertQuiet()).not.toThrow();
  });

  test.each([
    ['two tags', ['/ppp/secret/print', '.tag=a', '.tag=b'], 'carries 2 tags'],
    ['no tag', ['/ppp/secret/print'], 'carries no tag'],
    ['a stray word', ['/ppp/secret/print', 'oops', '.tag=a'], 'stray word'],
    ['a sentence ended early by an empty word', ['/a', '.tag=1', '', '=x=y', '.tag=2'], '"=x=y"'],
    ['an empty word at the end', ['/ppp/secret/print', '.tag=a', ''], 'empty word'],
  ])('reports %s', async (_case, words, complaint) => {
    client.socket.write(Buffer.concat([...words.map(encodeWord), Buffer.of(0)]));
    await client.send('/system/identity/print');
    expect(() => sim.assertQuiet()).toThrow(complaint);
  });

  test('reports a command before the login', async () => {
    const stranger = await TestClient.open(sim.port);
    stranger.socket.write(encodeSentence(['/ppp/secret/print', '.tag=a']));
    await stranger.closed;
    expect(() => sim.assertQuiet()).toThrow('before the login');
  });

  test('reports more commands in flight than allowed', async () => {
    await Promise.all(Array.from({ length: 40 }, () => client.send('/system/identity/print')));
    expect(() => sim.assertQuiet()).toThrow('16 allowed');
  });

  test('reports writes to rows without our comment', async () => {
    const router = await startRouterSimulator({ ownership: 'isp:' });
    router.run('/ppp/secret/add', { name: 'theirs', comment: 'by hand' });
    const own = await TestClient.login(router);
    await own.send('/ppp/secret/add', '=name=ours', '=comment=isp:7');
    await own.send('/ppp/secret/disable', '=.id=ours');
    expect(() => router.assertQuiet()).not.toThrow();
    await own.send('/ppp/secret/disable', '=.id=theirs');
    expect(() => router.assertQuiet()).toThrow('touches *1');
    own.close();
    await router.close();
  });
});
