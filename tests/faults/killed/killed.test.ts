import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDb, getSql } from '@/db/client';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded';
import { resetEnv } from '@/lib/kit/env';
import { Random } from '@/tests/simulation/random';
import { sweepOnce } from '@/tests/simulation/sweeps';
import { asOwner } from '@/tests/support/as-owner';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { installWatch } from '@/tests/support/invariants/watch';
import { ensureTemplate } from '@/tests/support/template';
import { killAgainAndAgain } from './processes';
import { beginning, ending, momentAt } from './timeline';

/** The full proof is NETPURSE_KILLS=200; a few kills catch regressions. */
const kills = Number(process.env['NETPURSE_KILLS'] ?? 10);
const CUSTOMERS = 80;
const root = path.resolve(import.meta.dirname, '../../..');

let home: string;
let server: EmbeddedPostgres;

/** A separate, durable PostgreSQL, because it is crashed as well. */
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'netpurse-killed-'));
  await chmod(home, 0o755);
  server = await startServer();
  const template = await ensureTemplate(root, server.urlFor);
  process.env['DATABASE_URL'] = server.urlFor('postgres');
  await asOwner((sql) => sql`create database proof template ${sql(template)}`);
  process.env['DATABASE_URL'] = server.urlFor('proof');
  resetEnv();
  await asOwner(installWatch);
  await createWorld();
}, 240_000);

afterAll(async () => {
  await closeDb();
  await server.stop('immediate');
  await rm(home, { recursive: true, force: true });
});

function startServer(): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDirectory: path.join(home, 'postgres'), durable: true });
}

async function createWorld(): Promise<void> {
  await givenOperator({ timeZone: 'Europe/Berlin' });
  const day = await givenPlan({ intervalUnit: 'day', unitPriceMinor: 90n, taxRatePpm: 190_000 });
  const week = await givenPlan({ intervalUnit: 'week', unitPriceMinor: 400n });
  const month = await givenPlan({
    intervalUnit: 'month',
    unitPriceMinor: 900n,
    recurrenceMode: 'one_off',
  });
  for (let index = 0; index < CUSTOMERS; index += 1) {
    // Spread over the day before, some in the hour that a clock change skips or repeats.
    const now = at(beginning, { hours: -1 - (index % 23), minutes: index });
    const customerId = await givenCustomer({ balance: BigInt(700 + index * 20), now });
    for (const { itemId } of [day, index % 2 === 0 ? week : month])
      await givenService({ customerId, itemId }, now);
  }
}

/** Runs every job on every poll rather than once a minute. */
function hurryJobs(): () => void {
  const timer = setInterval(() => {
    getSql()`update job_crons set next_at = now() where function_id like '%sweep-%'`.catch(
      () => undefined,
    );
  }, 300);
  return () => clearInterval(timer);
}

const broken = (sweptAt?: Date) =>
  brokenInvariants({ sql: getSql(), isWatched: true, ...(sweptAt ? { sweptAt } : {}) });

describe('two servers and four sweepers on one database', () => {
  it(`keep every invariant while ${kills} of them are killed, PostgreSQL crashes and clocks jump`, async () => {
    const faults: string[] = [];
    const restarts = new Set([Math.ceil(kills / 3), Math.ceil((2 * kills) / 3)]);
    const stopHurry = hurryJobs();
    const load = await killAgainAndAgain({
      kinds: ['app', 'app', 'sweeper', 'sweeper', 'sweeper', 'sweeper'],
      kills,
      clock: (count) => momentAt(count / kills, Math.random()),
      afterKill: async (count) => {
        if (restarts.has(count)) {
          await server.stop('immediate');
          server = await startServer();
        }
        // Checked in the middle of the work as well: one statement sees one snapshot.
        if (count % 25 === 0) faults.push(...(await broken()));
      },
    });
    stopHurry();
    expect(load.ended).toEqual([]);
    expect(faults).toEqual([]);

    await sweepOnce(new Random('proof'), ending);
    expect(await broken(ending)).toEqual([]);
    const [row] = await getSql()<{ found: number; parked: number; periods: number }[]>`
      select (select count(*)::int from transfers where cause_key in ${getSql()(load.paid.map((id) => `adjustment:${id}`))}) as found,
        (select count(*)::int from parked_services) as parked,
        (select count(*)::int from periods where outcome <> 'missed') as periods`;
    expect(row).toMatchObject({ found: load.paid.length, parked: 0 });
    process.stdout.write(
      `${load.kills} kills, ${restarts.size} crashes of PostgreSQL, ${row?.periods} periods decided, ${load.paid.length} payments acknowledged\n`,
    );
  }, 1_800_000);
});
