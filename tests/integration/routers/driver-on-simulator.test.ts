import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '@/demo/routeros/faults';
import type { Personality } from '@/demo/routeros/personality';
import { type RouterSimulator, startRouterSimulator } from '@/demo/routeros/simulator';
import { type RouterConnection, RouterError, trapReasonOf } from '@/lib/routers/driver';
import { mikrotikDriver } from '@/lib/routers/mikrotik/mikrotik-driver';

const all: Personality[] = ['6.49', '7.17', '7.18', '7.23', 'legacy-md5'];
const SECRETS = '/ppp/secret';
const open: (RouterSimulator | RouterConnection)[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(personality: Personality): Promise<RouterSimulator> {
  const sim = await startRouterSimulator({ personality });
  open.push(sim);
  return sim;
}

async function connect(sim: RouterSimulator, commandTimeoutMs = 2_000): Promise<RouterConnection> {
  const connection = await mikrotikDriver.connect({
    address: sim.host,
    port: sim.port,
    username: sim.user,
    password: sim.password,
    tls: null,
    connectTimeoutMs: 2_000,
    commandTimeoutMs,
  });
  open.push(connection);
  return connection;
}

async function kindOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof RouterError ? error.kind : `no router error: ${String(error)}`;
}

describe.each(all)('the driver on RouterOS %s', (personality) => {
  test('logs in, prints nothing, adds, finds, changes, unsets and removes', async () => {
    const sim = await start(personality);
    const router = await connect(sim);
    expect(await router.print(SECRETS)).toEqual([]);
    const id = await router.add(SECRETS, { name: 'žluť', 'remote-address': '10.0.0.9' });
    const found = await router.print(SECRETS, { where: { name: 'žluť' }, fields: ['.id', 'name'] });
    expect(found).toEqual([{ '.id': id, name: 'žluť' }]);
    await router.set(SECRETS, id, { comment: 'isp:1', 'remote-address': null });
    const [row] = await router.print(SECRETS, {
      anyOf: [
        ['comment', 'isp:1'],
        ['name', 'x'],
      ],
    });
    expect(row).toMatchObject({ name: 'žluť', comment: 'isp:1' });
    expect(row).not.toHaveProperty('remote-address');
    await router.remove(SECRETS, [id]);
    expect(await router.print(SECRETS)).toEqual([]);
    sim.assertQuiet();
  });

  test('reads a refusal by its text', async () => {
    const router = await connect(await start(personality));
    await router.add(SECRETS, { name: 'anna' });
    const reasonOf = async (promise: Promise<unknown>) => {
      const error = await promise.catch((reason: unknown) => reason);
      return error instanceof RouterError ? trapReasonOf(error) : 'none';
    };
    expect(await reasonOf(router.add(SECRETS, { name: 'anna' }))).toBe('duplicate');
    expect(await reasonOf(router.add(SECRETS, { name: 'b', profile: 'none' }))).toBe('reference');
    expect(await reasonOf(router.add(SECRETS, { name: 'b', nmae: 'x' }))).toBe('argument');
    expect(await reasonOf(router.remove(SECRETS, ['*FFFF']))).toBe('missing');
    await router.ping();
  });
});

describe.each<Personality>(['6.49', '7.23'])(
  'the driver on a faulty RouterOS %s',
  (personality) => {
    test.each<Fault>([
      { kind: 'split', at: 'every-byte' },
      { kind: 'split', at: 'lone-length' },
      { kind: 'split', at: 'lone-final-zero' },
      { kind: 'stray-tag' },
      { kind: 'empty' },
    ])('is not disturbed by %o', async (fault) => {
      const sim = await start(personality);
      const router = await connect(sim);
      const comment = 'x'.repeat(300);
      await router.add(SECRETS, { name: 'anna', comment });
      sim.faults.add(fault);
      expect(await router.print(SECRETS)).toMatchObject([{ name: 'anna', comment }]);
      await router.add(SECRETS, { name: 'bob' });
      await router.ping();
    });

    test.each<[Fault, string]>([
      [{ kind: 'drop-mid-reply', by: 'fin', on: `${SECRETS}/print` }, 'closed'],
      [{ kind: 'drop-mid-reply', by: 'rst', on: `${SECRETS}/print` }, 'socket'],
      [{ kind: 'fatal', on: `${SECRETS}/print` }, 'fatal'],
      [{ kind: 'silent', on: `${SECRETS}/print` }, 'timeout'],
      [{ kind: 'unknown-reply', on: `${SECRETS}/print` }, 'protocol'],
      [{ kind: 'trap', messages: ['no', 'no again'], on: `${SECRETS}/print` }, 'trap'],
    ])('settles after %o as %s', async (fault, kind) => {
      const sim = await start(personality);
      const router = await connect(sim, 300);
      await router.add(SECRETS, { name: 'anna' });
      sim.faults.add(fault);
      expect(await kindOf(router.print(SECRETS))).toBe(kind);
    });

    test.each<[Fault, string]>([
      [{ kind: 'accept-then-close' }, 'closed'],
      [{ kind: 'reject-login' }, 'auth'],
      [{ kind: 'silent', on: '/login' }, 'timeout'],
    ])('fails to connect after %o as %s', async (fault, kind) => {
      const sim = await start(personality);
      sim.faults.add(fault);
      expect(await kindOf(connect(sim))).toBe(kind);
    });

    test('reads ten thousand rows whole', async () => {
      const sim = await start(personality);
      for (let n = 0; n < 10_000; n += 1) sim.run(`${SECRETS}/add`, { name: `user-${n}` });
      const router = await connect(sim, 30_000);
      const rows = await router.print(SECRETS);
      expect(new Set(rows.map((row) => row['name'])).size).toBe(10_000);
    });
  },
);
