import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded';
import { isRunning, stopPostmaster } from '@/db/embedded/postmaster';

const homes: string[] = [];
const started: EmbeddedPostgres[] = [];

async function newHome(): Promise<string> {
  const home = mkdtempSync(path.join(tmpdir(), 'netpurse-embedded-'));
  homes.push(home);
  await chmod(home, 0o755);
  return home;
}

async function start(home: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDirectory: path.join(home, 'postgres'),
    durable: false,
  });
  started.push(server);
  return server;
}

const isAlive = (server: EmbeddedPostgres) => query(server, (sql) => sql`select 1 as alive`);
const alive = [{ alive: 1 }];

afterAll(async () => {
  await Promise.all(started.map((server) => server.stop('immediate')));
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

describe('an embedded cluster', () => {
  let home: string;

  beforeAll(async () => {
    home = await newHome();
    await start(home);
  });

  it('keeps its data and its port over a restart', async () => {
    const first = await start(home);
    await query(first, (sql) => sql`create table kept as select 7 as value`);
    await first.stop();
    const second = await start(home);
    expect(second).toMatchObject({ port: first.port, adopted: false });
    expect(await query(second, (sql) => sql`select value from kept`)).toEqual([{ value: 7 }]);
  });

  it('starts after a kill -9 in the middle of work', async () => {
    const first = await start(home);
    const busy = query(first, (sql) => sql`select pg_sleep(60)`).catch(() => undefined);
    await isAlive(first);
    await stopPostmaster(first.pid, 'SIGKILL', 5_000);
    const second = await start(home);
    expect(second.pid).not.toBe(first.pid);
    expect(await isAlive(second)).toEqual(alive);
    await busy;
  });

  it('is adopted by the next start when it still runs', async () => {
    const first = await start(home);
    const second = await start(home);
    expect(second).toMatchObject({ pid: first.pid, port: first.port, adopted: true });
  });

  it('takes another port when a foreign process uses its own', async () => {
    const first = await start(home);
    await first.stop();
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(first.port, '127.0.0.1', resolve));
    const second = await start(home);
    expect(second.port).not.toBe(first.port);
    expect(await isAlive(second)).toEqual(alive);
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('neither trusts nor harms the process that a stale pid file names', async () => {
    const first = await start(home);
    await first.stop();
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const pidFile = path.join(home, 'postgres', 'postmaster.pid');
    writeFileSync(
      pidFile,
      `${bystander.pid}\n${home}/postgres\n0\n${first.port}\n\n\n\nready   \n`,
    );
    expect(await isAlive(await start(home))).toEqual(alive);
    expect(isRunning(bystander.pid ?? 0)).toBe(true);
    bystander.kill('SIGKILL');
  });

  it('keeps its password readable by its owner only and requires it', async () => {
    const server = await start(home);
    const wrong = server.url.replace(/:[^:@]+@/, ':wrong@');
    await expect(query({ url: wrong }, (sql) => sql`select 1`)).rejects.toThrow(/password/);
    expect(statSync(path.join(home, 'postgres.json')).mode & 0o077).toBe(0);
  });

  it('says in one sentence which file is missing when the password is lost', async () => {
    const server = await start(home);
    await server.stop();
    rmSync(path.join(home, 'postgres.json'));
    await expect(start(home)).rejects.toThrow(/postgres\.json with the password .* is gone/);
  });
});

describe('a new embedded cluster', () => {
  it('recovers from an interrupted first start', async () => {
    const home = await newHome();
    writeFileSync(path.join(home, 'postgres.json'), JSON.stringify({ password: 'from-before' }));
    mkdirSync(path.join(home, 'postgres.partial'));
    expect(await isAlive(await start(home))).toEqual(alive);
  });

  it('is durable unless told otherwise', async () => {
    const home = await newHome();
    const server = await startEmbeddedPostgres({ dataDirectory: path.join(home, 'postgres') });
    started.push(server);
    const settings = await query(
      server,
      (sql) => sql`
        select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
          current_setting('synchronous_commit') as commit`,
    );
    expect(settings).toEqual([{ fsync: 'on', pages: 'on', commit: 'on' }]);
  });
});

async function query(
  { url }: Pick<EmbeddedPostgres, 'url'>,
  work: (sql: postgres.Sql) => Promise<postgres.RowList<postgres.Row[]>>,
): Promise<postgres.Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await work(sql))];
  } finally {
    await sql.end({ timeout: 1 });
  }
}
