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
/** Sends a command whose reply never comes whole, so there is nothing to wait for. */
const shout = (...words: string[]): void => {
  client.socket.write(encodeSentence([...words, '.tag=lost']));
};
const add = (name: string) => client.send('/ppp/secret/add', `=name=${name}`);

describe('a connection fault', () => {
  test('accept-then-close ends the connection before the login', async () => {
    sim.faults.add({ kind: 'accept-then-close', times: 1 });
    await (await TestClient.open(sim.port)).closed;
    const next = await TestClient.login(sim);
    next.close();
  });

  test('an unreachable router refuses, and answers on the same port afterwards', async () => {
    const { port } = sim;
    await sim.setReachable(false);
    await client.closed;
    await expect(TestClient.open(port)).rejects.toThrow('ECONNREFUSED');
    await sim.setReachable(true);
    expect(sim.port).toBe(port);
    (await TestClient.login(sim)).close();
  });

  test('a right password can be refused, and a login left hanging', async () => {
    sim.faults.add({ kind: 'reject-login', times: 1 });
    await expect(TestClient.login(sim)).rejects.toThrow('invalid user name');
    sim.faults.add({ kind: 'silent', on: '/login' });
    const hung = await TestClient.open(sim.port);
    const outcome = await Promise.race([
      hung.send('/login', `=name=${sim.user}`, `=password=${sim.password}`),
      client.send('/system/identity/print').then(() => 'still waiting'),
    ]);
    expect(outcome).toBe('still waiting');
    hung.close();
  });
});

describe('a write fault', () => {
  test.each(['fin', 'rst'] as const)(
    'commit-then-drop (%s) applies and loses the reply',
    async (by) => {
      sim.faults.add({ kind: 'commit-then-drop', by, on: '/ppp/secret/add' });
      shout('/ppp/secret/add', '=name=a');
      await client.closed;
      expect(names()).toEqual(['a']);
      expect(client.strays).toEqual([]);
    },
  );

  test('drop-before-commit applies nothing', async () => {
    sim.faults.add({ kind: 'drop-before-commit', by: 'rst', on: '/ppp/secret/*' });
    shout('/ppp/secret/add', '=name=a');
    await client.closed;
    expect(names()).toEqual([]);
  });

  test('strikes the nth matching call only', async () => {
    sim.faults.add({ kind: 'trap', messages: ['one', 'two'], on: '/ppp/secret/add', nth: 2 });
    expect((await add('a')).traps).toEqual([]);
    expect((await add('b')).traps).toEqual(['one', 'two']);
    expect((await add('c')).traps).toEqual([]);
    expect(names()).toEqual(['a', 'c']);
  });

  test('a read-only user is refused writes but not prints', async () => {
    sim.device.isReadOnly = true;
    expect((await add('a')).traps).toEqual(['not enough permissions (9)']);
    expect((await client.send('/ppp/secret/print')).traps).toEqual([]);
  });

  test('!empty can come before the !done of a write', async () => {
    sim.faults.add({ kind: 'empty', on: '/ppp/secret/add' });
    expect((await add('a')).kinds).toEqual(['!empty', '!done']);
  });
});

describe('a reply fault', () => {
  test('!fatal carries its reason as a bare word or as an attribute, and no tag', async () => {
    sim.faults.add({ kind: 'fatal', message: 'bye', as: 'attribute' });
    shout('/system/identity/print');
    await client.closed;
    expect(client.strays).toEqual([['!fatal', '=message=bye']]);
  });

  test('unknown reply words and stray tags are inserted', async () => {
    sim.faults.add({ kind: 'unknown-reply', word: '!huh' });
    sim.faults.add({ kind: 'stray-tag', tag: 'x9' });
    const { kinds } = await client.send('/system/identity/print');
    expect(kinds).toEqual(['!re', '!huh', '!done']);
    expect(client.strays).toEqual([['!done', '.tag=x9']]);
  });

  test('two replies can arrive sentence by sentence in turn', async () => {
    sim.faults.add({ kind: 'interleave', times: 1 });
    const order: string[] = [];
    const seen = new SentenceReader();
    client.socket.on('data', (chunk) => {
      for (const sentence of seen.push(chunk)) order.push(sentence.slice(0, 2).join(' '));
    });
    await Promise.all([client.send('/system/identity/print'), client.send('/system/clock/print')]);
    expect(order).toEqual(['!re .tag=t2', '!re .tag=t3', '!done .tag=t2', '!done .tag=t3']);
  });

  test('a dropped reply is whole up to the given byte', async () => {
    sim.faults.add({ kind: 'drop-mid-reply', by: 'fin', afterBytes: 7 });
    const before = client.socket.bytesRead;
    shout('/system/identity/print');
    await client.closed;
    expect(client.socket.bytesRead - before).toBe(7);
  });

  test.each(['every-byte', 'lone-length', 'lone-final-zero'] as const)(
    'a reply cut at %s reads the same',
    async (at) => {
      await add('á'.repeat(100));
      const whole = await client.print('/ppp/secret');
      sim.faults.add({ kind: 'split', at });
      expect(await client.print('/ppp/secret')).toEqual(whole);
    },
  );

  test.each(['masked', 'absent'] as const)('passwords can be %s', async (policy) => {
    await client.send('/ppp/secret/add', '=name=a', '=password=pw');
    sim.device.secretPolicy = policy;
    const rows = await client.print('/ppp/secret', '=.proplist=name,password');
    expect(rows).toEqual([policy === 'masked' ? { name: 'a', password: '*****' } : { name: 'a' }]);
  });
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
  ])('reports %s', async (_case, words, complaint) => {
    client.socket.write(Buffer.concat([...words.map(encodeWord), Buffer.of(0)]));
    await client.send('/system/identity/print');
    expect(() => sim.assertQuiet()).toThrow(complaint);
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
