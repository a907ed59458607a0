import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded';

const WORKER = path.join(import.meta.dirname, 'database-load.mjs');

type Report = Record<'completed' | 'failed' | 'hung' | 'halfWritten' | 'slots' | 'heard', number>;

const home = mkdtempSync(path.join(tmpdir(), 'netpurse-faults-'));
let server: EmbeddedPostgres;

// A separate server: killing the shared one would break files running at the same time.
const startServer = () =>
  startEmbeddedPostgres({ dataDirectory: path.join(home, 'postgres'), durable: false });

beforeAll(async () => {
  await chmod(home, 0o755);
  server = await startServer();
});

afterAll(async () => {
  await server.stop('immediate');
  rmSync(home, { recursive: true, force: true });
});

describe.each(['esm', 'cjs'])('the database driver (%s)', (format) => {
  it('survives terminated backends in mid-transaction', async () => {
    const report = await underLoad(format, async (work) => {
      for (let round = 0; round < 15; round += 1) {
        await terminateAllBackends();
        await work(4);
      }
    });
    expectNothingLost(report);
  });

  it('survives a PostgreSQL that crashes and restarts', async () => {
    const report = await underLoad(format, async (work) => {
      for (let round = 0; round < 2; round += 1) {
        await server.stop('immediate');
        await sleep(200);
        server = await startServer();
        await work(26);
      }
    });
    expectNothingLost(report);
  });
});

/** Waits until the load has done that much more work, however long that takes. */
type Work = (atLeast: number) => Promise<void>;

async function underLoad(format: string, disturb: (work: Work) => Promise<void>): Promise<Report> {
  const child = fork(WORKER, [format, server.url], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints += String(chunk);
  });
  const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null }));
  const nextMessage = () =>
    Promise.race([
      once(child, 'message').then(([message]) => message as unknown),
      ended.then(({ code }) => {
        throw new Error(`The process died with ${code}: ${complaints}`);
      }),
    ]);
  const ask = async (question: 'stop' | 'how far'): Promise<Report> => {
    const answer = nextMessage();
    child.send(question);
    return (await answer) as Report;
  };
  const work: Work = async (atLeast) => {
    const goal = (await ask('how far')).completed + atLeast;
    while ((await ask('how far')).completed < goal) await sleep(20);
  };
  try {
    await nextMessage();
    await work(10);
    await disturb(work);
    const report = await ask('stop');
    expect(await ended).toEqual({ code: 0 });
    return report;
  } finally {
    child.kill('SIGKILL');
  }
}

function expectNothingLost(report: Report): void {
  expect(report).toMatchObject({ hung: 0, halfWritten: 0, slots: 8 });
  // Faults really interrupted running work, work continued afterwards, and notifications resumed.
  expect(report.failed).toBeGreaterThan(0);
  expect(report.completed).toBeGreaterThan(50);
  expect(report.heard).toBeGreaterThan(0);
}

async function terminateAllBackends(): Promise<void> {
  const sql = postgres(server.url, { max: 1 });
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()`;
  await sql.end();
}
