import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { routerCertificates } from '@/tests/support/routeros-certificates';
import { encodeSentence } from './codec';
import { armFault, type FaultName, faultNames, type Heal } from './fault-catalog';
import { type RouterSimulator, startRouterSimulator } from './simulator';
import { TestClient } from './test-client';

const LOGIN = 'anna';
const MAC = '02:00:00:00:00:01';

let sim: RouterSimulator;
let client: TestClient;

const arm = (name: FaultName): Promise<Heal> => armFault(sim, name, { login: LOGIN });
const add = (name: string) => client.send('/ppp/secret/add', `=name=${name}`);
const print = () => client.send('/ppp/secret/print');
const names = () => sim.rows('ppp/secret').map(({ name }) => name);
/** Sends a command whose reply never arrives completely, so there is nothing to wait for. */
const shout = (...words: string[]): void => {
  client.socket.write(encodeSentence([...words, '.tag=lost']));
};
const isAnswered = (promise: Promise<unknown>, withinMs: number): Promise<boolean> =>
  Promise.race([
    promise.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), withinMs)),
  ]);

/** Expects a normal reply, no earlier than `leastMs`. */
async function expectUndisturbed(leastMs = 0): Promise<void> {
  const startedAt = performance.now();
  expect((await add('bob')).traps).toEqual([]);
  expect((await print()).rows.map(({ name }) => name)).toEqual([LOGIN, 'bob']);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(leastMs);
}

/** Expects the connection to end during an add that was, or was not, carried out. */
async function expectLostAdd(isApplied: boolean): Promise<void> {
  shout('/ppp/secret/add', '=name=bob');
  await client.closed;
  expect(names()).toEqual(isApplied ? [LOGIN, 'bob'] : [LOGIN]);
  expect(client.strays).toEqual([]);
}

async function expectHalfAReply(): Promise<void> {
  const before = client.socket.bytesRead;
  shout('/ppp/secret/print');
  await client.closed;
  expect(client.socket.bytesRead).toBeGreaterThan(before);
  expect(client.strays.flat()).not.toContain('!done');
}

const passwords = async () =>
  (await client.print('/ppp/secret', '=.proplist=name,password')).map(({ password }) => password);

const onTheWire: Record<FaultName, (heal: Heal) => Promise<void>> = {
  refuse: async () => {
    await client.closed;
    await expect(TestClient.open(sim.port)).rejects.toThrow('ECONNREFUSED');
  },
  'accept-then-close': async () => {
    const other = await TestClient.open(sim.port);
    await other.closed;
    expect(other.strays).toEqual([]);
  },
  'hang-at-login': async () => {
    expect(await isAnswered(TestClient.login(sim), 50)).toBe(false);
  },
  'wrong-password': async () => {
    await expect(TestClient.login(sim)).rejects.toThrow('invalid user name or password (6)');
  },
  'no-answer': async () => {
    expect(await isAnswered(add('bob'), 50)).toBe(false);
    expect(names()).toEqual([LOGIN]);
  },
  latency: () => expectUndisturbed(19),
  'latency-with-jitter': () => expectUndisturbed(3),
  'falls-behind': async () => {
    for (let request = 0; request < 5; request += 1) await print();
    // 5 ms each from here on.
    await expectUndisturbed(9);
  },
  'slow-print': async () => {
    for (let row = 0; row < 100; row += 1) sim.run('/ppp/secret/add', { name: `c${row}` });
    const startedAt = performance.now();
    expect((await print()).rows).toHaveLength(101);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(19);
  },
  'drop-mid-reply-fin': expectHalfAReply,
  'drop-mid-reply-rst': expectHalfAReply,
  'commit-then-drop-fin': () => expectLostAdd(true),
  'commit-then-drop-rst': () => expectLostAdd(true),
  'drop-before-commit-fin': () => expectLostAdd(false),
  'drop-before-commit-rst': () => expectLostAdd(false),
  'split-every-byte': () => expectUndisturbed(),
  'split-lone-length': () => expectUndisturbed(),
  'split-lone-final-zero': () => expectUndisturbed(),
  'fatal-as-word': async () => {
    shout('/ppp/secret/print');
    await client.closed;
    expect(client.strays).toEqual([['!fatal', 'router is shutting down']]);
  },
  'fatal-as-attribute': async () => {
    shout('/ppp/secret/print');
    await client.closed;
    expect(client.strays).toEqual([['!fatal', '=message=router is shutting down']]);
  },
  'several-traps': async () => {
    expect((await add('bob')).traps).toEqual(['failure: busy', 'no such command prefix']);
    expect(names()).toEqual([LOGIN]);
  },
  'empty-on-writes': async () => {
    expect((await add('bob')).kinds).toEqual(['!empty', '!done']);
    expect((await print()).kinds).toEqual(['!re', '!re', '!done']);
  },
  'unknown-reply-word': async () => {
    expect((await print()).kinds).toEqual(['!re', '!surprise', '!done']);
  },
  'stray-tag': async () => {
    await expectUndisturbed();
    expect(client.strays[0]).toEqual(['!done', '.tag=nobody']);
  },
  'interleaved-tags': async () => {
    const order: string[] = [];
    const [first, second] = [print(), client.send('/system/clock/print')];
    for (const [name, answer] of Object.entries({ first, second })) {
      void answer.then(() => order.push(name));
    }
    expect((await first).rows).toMatchObject([{ name: LOGIN }]);
    expect((await second).rows).toHaveLength(1);
    expect(order).toEqual(['first', 'second']);
    // The last reply has none to be mixed with, but still arrives.
    await expectUndisturbed();
  },
  'read-only-user': async () => {
    expect((await add('bob')).traps).toEqual(['not enough permissions (9)']);
    expect((await print()).traps).toEqual([]);
  },
  'secrets-masked': async () => expect(await passwords()).toEqual(['*****']),
  'secrets-absent': async () => expect(await passwords()).toEqual([undefined]),
  'clock-skew': async (heal) => {
    const year = async () =>
      /20\d\d/.exec((await client.print('/system/clock'))[0]?.['date'] ?? '');
    expect((await year())?.[0]).toBe('2023');
    await heal();
    expect((await year())?.[0]).toBe('2026');
  },
  reboot: async () => {
    await client.closed;
    expect(sim.rows('system/resource')).toMatchObject([{ uptime: '0s' }]);
    expect(sim.rows('interface').at(-1)).toMatchObject({ type: 'pppoe-in', 'rx-byte': '0' });
    expect(sim.rows('ppp/active')).toMatchObject([{ 'session-id': '0x81110001' }]);
    expect(sim.rows('ip/firewall/address-list')).toEqual([]);
  },
  'operator-edit': async () => {
    expect((await print()).rows).toMatchObject([{ password: 'changed-by-hand', disabled: 'true' }]);
  },
  'operator-removal': async () => expect((await print()).rows).toEqual([]),
  'duplicate-login': async (heal) => {
    expect((await print()).rows).toMatchObject([{ name: LOGIN, comment: 'by another system' }]);
    await heal();
    expect((await print()).rows).toEqual([]);
  },
  'certificate-change': async () => {
    const { first, second } = routerCertificates;
    const router = await startRouterSimulator({ tls: first });
    const own = await fingerprintAt(router.port);
    const heal = await armFault(router, 'certificate-change', {
      login: LOGIN,
      otherCertificate: second,
    });
    expect(await fingerprintAt(router.port)).not.toBe(own);
    await heal();
    expect(await fingerprintAt(router.port)).toBe(own);
    await router.close();
  },
};

const fingerprintAt = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    // Reads only the certificate; nothing is sent over the unverified connection.
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });

describe.each(['6.49', '7.23'] as const)('a fault of RouterOS %s', (personality) => {
  beforeEach(async () => {
    sim = await startRouterSimulator({ personality });
    sim.run('/ppp/secret/add', { name: LOGIN, password: 'pw', 'remote-address': '10.0.0.9' });
    sim.run('/ip/firewall/address-list/add', { list: 'l', address: '10.9.9.9', timeout: '1h' });
    sim.dial(LOGIN, 'pw', MAC);
    sim.setTraffic(LOGIN, { up: 8000, down: 8000 });
    sim.advance(60_000);
    client = await TestClient.login(sim);
  });

  afterEach(async () => {
    client.close();
    await sim.close();
  });

  test.each(faultNames)('shows on the wire as specified and ends when healed: %s', async (name) => {
    const heal = name === 'certificate-change' ? async () => {} : await arm(name);
    await onTheWire[name](heal);
    if (name !== 'clock-skew' && name !== 'duplicate-login') await heal();
    const after = await TestClient.login(sim);
    expect((await after.send('/ppp/secret/add', '=name=after')).kinds).toEqual(['!done']);
    expect((await after.send('/ppp/secret/print', '?name=after')).kinds).toEqual(['!re', '!done']);
    after.close();
  });
});
