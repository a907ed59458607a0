import { afterEach, describe, expect, test } from 'vitest';
import {
  type RouterConnection,
  RouterError,
  type RouterErrorKind,
  type RouterTarget,
  trapReasonOf,
} from '@/lib/routers/driver';
import { mikrotikDriver } from '@/lib/routers/mikrotik/mikrotik-driver';
import { armFault, type FaultName, faultNames } from '@/stand-ins/routeros/fault-catalog';
import type { Personality } from '@/stand-ins/routeros/personality';
import {
  type RouterSimulator,
  type RouterSimulatorOptions,
  startRouterSimulator,
} from '@/stand-ins/routeros/simulator';
import { routerCertificates } from '@/tests/support/routeros-certificates';

const all: Personality[] = ['6.49', '7.17', '7.18', '7.23', 'legacy-md5'];
const SECRETS = '/ppp/secret';
const open: (RouterSimulator | RouterConnection)[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** Long enough for a two-byte length prefix. */
const LONG = 'x'.repeat(300);

async function start(
  personality: Personality,
  options: RouterSimulatorOptions = {},
): Promise<RouterSimulator> {
  const sim = await startRouterSimulator({ personality, ...options });
  open.push(sim);
  return sim;
}

const endpointOf = ({ host, port }: RouterSimulator) => ({ address: host, port });

async function connect(
  sim: RouterSimulator,
  options: Partial<RouterTarget> = {},
): Promise<RouterConnection> {
  const connection = await mikrotikDriver.connect({
    ...endpointOf(sim),
    username: sim.user,
    password: sim.password,
    tls: null,
    connectTimeoutMs: 10_000,
    commandTimeoutMs: 10_000,
    ...options,
  });
  open.push(connection);
  return connection;
}

/** `ok`, or the kind of the RouterError; any other error is rethrown. */
async function kindOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'ok';
  } catch (error) {
    if (error instanceof RouterError) return error.kind;
    throw error;
  }
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

  test('recognises a refusal by its text', async () => {
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

/** The outcome of a call under each fault; `ok` when the driver is unaffected. */
const outcomes: Record<FaultName, RouterErrorKind | 'ok'> = {
  refuse: 'socket',
  'accept-then-close': 'closed',
  'hang-at-login': 'timeout',
  'wrong-password': 'auth',
  'no-answer': 'timeout',
  latency: 'ok',
  'latency-with-jitter': 'ok',
  'falls-behind': 'ok',
  'slow-print': 'ok',
  'drop-mid-reply-fin': 'closed',
  'drop-mid-reply-rst': 'socket',
  'commit-then-drop-fin': 'closed',
  'commit-then-drop-rst': 'socket',
  'drop-before-commit-fin': 'closed',
  'drop-before-commit-rst': 'socket',
  'split-every-byte': 'ok',
  'split-lone-length': 'ok',
  'split-lone-final-zero': 'ok',
  'fatal-as-word': 'fatal',
  'fatal-as-attribute': 'fatal',
  'several-traps': 'trap',
  'empty-on-writes': 'ok',
  'unknown-reply-word': 'protocol',
  'stray-tag': 'ok',
  'interleaved-tags': 'ok',
  'read-only-user': 'trap',
  'secrets-masked': 'ok',
  'secrets-absent': 'ok',
  'clock-skew': 'ok',
  reboot: 'ok',
  'operator-edit': 'ok',
  'operator-removal': 'ok',
  'duplicate-login': 'ok',
  'certificate-change': 'tls',
};

const { first, second } = routerCertificates;

describe.each<Personality>(['6.49', '7.23'])(
  'the driver on a faulty RouterOS %s',
  (personality) => {
    /** Two adds at once, then a print: what every sync consists of. */
    async function work(sim: RouterSimulator, names: string[], options: Partial<RouterTarget>) {
      const router = await connect(sim, options);
      await Promise.all(names.map((name) => router.add(SECRETS, { name, comment: LONG })));
      const rows = await router.print(SECRETS, { where: { comment: LONG } });
      expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
      await router.close();
    }

    test.each(faultNames)('settles every call and recovers from: %s', async (name) => {
      const isTls = name === 'certificate-change';
      const sim = await start(personality, isTls ? { tls: first } : {});
      const tls = isTls ? await mikrotikDriver.inspectCertificate(endpointOf(sim)) : null;
      // Only a silent fault needs a short timeout; nothing else may depend on speed.
      const patience = outcomes[name] === 'timeout' ? 200 : 60_000;
      const limits = { connectTimeoutMs: patience, commandTimeoutMs: patience };
      sim.run(`${SECRETS}/add`, { name: 'anna', comment: LONG });
      const heal = await armFault(sim, name, { login: 'anna', otherCertificate: second });
      const kind = await kindOf(work(sim, ['bob', 'carl'], { tls, ...limits }));
      // A busy process may learn of a reset only that the connection is closed; both leave the outcome unknown.
      expect(name.endsWith('-rst') ? ['socket', 'closed'] : [outcomes[name]]).toContain(kind);
      await heal();
      expect(await kindOf(work(sim, ['dora'], { tls }))).toBe('ok');
      sim.assertQuiet();
    });

    test('sends a write whose response was lost only once, and finds it by reading again', async () => {
      const sim = await start(personality);
      const heal = await armFault(sim, 'commit-then-drop-rst', { login: '' });
      const before = await connect(sim);
      const error = await before.add(SECRETS, { name: 'anna' }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ kind: 'socket', isOutcomeUnknown: true });
      await heal();
      const after = await connect(sim);
      expect(await after.print(SECRETS, { fields: ['name'] })).toEqual([{ name: 'anna' }]);
      const adds = sim.transcript().filter(({ words }) => words[0] === `${SECRETS}/add`);
      expect(adds).toHaveLength(1);
    });

    test('reads ten thousand rows completely', async () => {
      const sim = await start(personality);
      for (let n = 0; n < 10_000; n += 1) sim.run(`${SECRETS}/add`, { name: `user-${n}` });
      const router = await connect(sim, { commandTimeoutMs: 30_000 });
      const rows = await router.print(SECRETS);
      expect(new Set(rows.map((row) => row['name'])).size).toBe(10_000);
    });
  },
);
