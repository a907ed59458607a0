import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { closeDb } from '@/db/client';
import { startEmbeddedPostgres } from '@/db/embedded';
import { secondsSince } from '@/host/progress';
import { ensureTemplate } from '@/tests/support/template';
import { Simulation, type SimulationOptions } from './run';

/** Runs one simulation on a throw-away PostgreSQL and reports its progress. */
export async function runSimulation({
  root,
  data,
  ...size
}: Omit<SimulationOptions, 'say'> & { root: string; data: string }): Promise<void> {
  const folder = path.join(data, 'simulation');
  mkdirSync(folder, { recursive: true });
  const server = await startEmbeddedPostgres({
    dataDirectory: path.join(folder, 'postgres'),
    durable: false,
  });
  const admin = postgres(server.urlFor('postgres'), { max: 1, onnotice: () => undefined });
  const name = `simulation_${randomBytes(4).toString('hex')}`;
  const say = (text: string) => process.stdout.write(`${text}\n`);
  try {
    const template = await ensureTemplate(root, server.urlFor);
    await admin`create database ${admin(name)} template ${admin(template)}`;
    configure(server.urlFor(name));
    say(`seed ${size.seed}: ${size.customers} customers over ${size.months} months`);
    const startedAt = performance.now();
    const report = await new Simulation({ ...size, say }).run();
    for (const [what, count] of Object.entries(report)) say(`${what.padEnd(10)} ${count}`);
    say(`Every invariant held. ${secondsSince(startedAt)} s`);
  } finally {
    await closeDb();
    await admin`drop database if exists ${admin(name)} with (force)`;
    await admin.end();
    if (!server.adopted) await server.stop();
  }
}

/** Commands read their configuration on first use. */
function configure(url: string): void {
  Object.assign(process.env, {
    DATABASE_URL: url,
    APP_URL: 'http://netpurse.test',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    ENCRYPTION_KEYS: `s1:${randomBytes(32).toString('base64')}`,
    LOG_LEVEL: 'silent',
    TZ: 'UTC',
  });
}
