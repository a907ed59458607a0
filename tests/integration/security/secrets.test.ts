import { spawn } from 'node:child_process';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { issueToken } from '@/lib/identity/issue-token';
import { requestPasswordReset } from '@/lib/identity/request-password-reset';
import { rotateKeys } from '@/lib/keys/rotate-keys';
import { changeService } from '@/lib/lifecycle/change-service';
import { findServiceSession } from '@/lib/routers/live/find-service-session';
import { getRouterLoad } from '@/lib/routers/live/get-router-load';
import { matchRouterRows } from '@/lib/routers/onboarding/match-router-rows';
import { rehearseSync } from '@/lib/routers/onboarding/rehearse-sync';
import { repushService } from '@/lib/routers/repush-service';
import { requestKick } from '@/lib/routers/request-kick';
import { syncRouter } from '@/lib/routers/sync-router';
import { testRouterConnection } from '@/lib/routers/test-router-connection';
import { getRouterDetail } from '@/lib/screens/admin/router';
import { getRouterSetup } from '@/lib/screens/admin/router-setup';
import { findServiceOnRouter } from '@/lib/screens/admin/service-on-router';
import { type RouterSimulator, startRouterSimulator } from '@/stand-ins/routeros/simulator';
import { ctxOf, givenSecurityWorld, type SecurityWorld } from '@/tests/support/security/world';
import { markers, secrets } from '@/tests/support/security/world-words';

const root = path.resolve(import.meta.dirname, '../../..');

let world: SecurityWorld;
let router: RouterSimulator;
let token: string;
/** What staff see of a router and a service on it. */
const answers: unknown[] = [];

beforeAll(async () => {
  world = await givenSecurityWorld();
  const { serviceId, routerId, userId } = world.rows;
  router = await startRouterSimulator({ password: secrets.routerPassword });
  await getSql()`update routers set port = ${router.port} where id = ${routerId}`;
  const system = ctxOf(world, { kind: 'system', job: 'test' });
  const network = { login: markers.login, accessMethod: 'pppoe', routerId } as const;
  const owner = ctxOf(world, world.people.owner);
  await changeService(owner, { serviceId, network: { ...network, password: 'changed-ppp-99' } });
  await requestPasswordReset({ now: world.now }, { email: markers.email, ip: '198.51.100.9' });
  token = (await issueToken(system, { userId, kind: 'reset' })).token;
  await syncRouter(system, { routerId });
  answers.push(await testRouterConnection(owner, { routerId }));
  answers.push(await matchRouterRows(owner, { routerId }), await rehearseSync(owner, { routerId }));
  answers.push(await getRouterSetup(owner, routerId), await getRouterDetail(owner, routerId));
  answers.push(await getRouterLoad(owner, routerId), await findServiceOnRouter(owner, serviceId));
  answers.push(await findServiceSession(owner, serviceId));
  await requestKick(owner, { serviceId });
  await repushService(owner, { serviceId });
  answers.push(await rotateKeys(system));
});
afterAll(async () => {
  await router.close();
  await world.close();
});

const plainSecrets = () => ({
  ...secrets,
  changedPassword: 'changed-ppp-99',
  token,
  // Not a credential on its own: the cookie is encrypted. The audit log names the session that acted.
  sessionOfA: world.people.A.sessionId,
  stripeKey: 'sk_test_integration',
  webhookSecret: 'whsec_integration',
});

async function tablesHolding(secret: string): Promise<string[]> {
  const sql = getSql();
  const tables = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`;
  const holding: string[] = [];
  for (const { name } of tables) {
    const rows = await sql`
      select 1 from ${sql(name)} t where strpos(t::text, ${secret}) > 0 limit 1`;
    if (rows.length > 0) holding.push(name);
  }
  return holding;
}

describe('a secret', () => {
  test('is in no table in plain text, except a session’s id in its own row and in the audit', async () => {
    for (const [name, secret] of Object.entries(plainSecrets())) {
      const allowed = name === 'sessionOfA' ? ['audit_log', 'sessions'] : [];
      expect({ [name]: await tablesHolding(secret) }).toEqual({ [name]: allowed });
    }
  });

  test('is searched for in tables that have rows', async () => {
    const sql = getSql();
    for (const table of ['events', 'audit_log', 'service_history']) {
      const [row] = await sql<{ n: number }[]>`select count(*)::int as n from ${sql(table)}`;
      expect(row?.n, table).toBeGreaterThan(0);
    }
  });

  test('of a router or a service is in nothing shown to staff', () => {
    const shown = inspect(answers, { depth: 12, maxArrayLength: null, maxStringLength: null });
    expect(shown).toContain('connected');
    for (const [name, secret] of Object.entries(plainSecrets())) {
      expect({ name, isShown: shown.includes(secret) }).toEqual({ name, isShown: false });
    }
    expect(shown).not.toMatch(/v1\.\w+\.[\w-]{16}\./);
  });

  test('reaches no log line, however deeply it is nested', async () => {
    const lines = await logOf(`
      import { log, logDefect } from '@/lib/kit/log';
      const secrets = { password: 'plain-1', token: 'plain-2', secret: 'plain-3', cookie: 'plain-4',
        authorization: 'plain-5', newPassword: 'plain-6' };
      log.info(secrets, 'flat');
      log.info({ input: secrets }, 'nested');
      log.info({ request: { headers: secrets } }, 'deep');
      logDefect(Object.assign(new Error('failed'), secrets, { cause: Object.assign(new Error('why'), secrets) }));
    `);
    expect(lines).toContain('flat');
    expect(lines.match(/plain-[1-6]/g) ?? []).toEqual([]);
  });

  test('of a failed statement stays out of the log with its parameters', async () => {
    const lines = await logOf(`
      import { sql } from 'drizzle-orm';
      import { closeDb, getDb } from '@/db/client';
      import { logDefect } from '@/lib/kit/log';
      await getDb().execute(sql\`select \${'plain-8'}::int\`).catch((error) => logDefect(error));
      await closeDb();
    `);
    expect(lines).toContain('defect');
    expect(lines).not.toContain('plain-8');
  });
});

/** What a separate process logs, because the tests' own log is silent. */
async function logOf(program: string): Promise<string> {
  const env: NodeJS.ProcessEnv = { ...process.env, LOG_LEVEL: 'trace', NODE_ENV: 'production' };
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { cwd: root, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  await new Promise((resolve) => child.on('close', resolve));
  return output;
}
