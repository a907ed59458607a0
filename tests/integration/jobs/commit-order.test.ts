import { describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { relayOutbox } from '@/lib/jobs/relay-outbox';
import { asOwner } from '@/tests/support/as-owner';
import { finishedRun, quiet, startExecutor, until } from './harness';
import { on, testClient } from './test-client';

const ctx = () => ({ actor: { kind: 'system', job: 'test' }, now: new Date() }) as const;

/** A transaction on a separate connection, as another process would have it. */
async function begin() {
  const connection = await getSql().reserve();
  await connection`begin`;
  return {
    write: async (id: string) => {
      await connection`insert into events (event_id, name, data) values (${id}, 'a/b', '{}')`;
    },
    savepoint: (name: string) => connection.unsafe(`savepoint ${name}`),
    rollbackTo: (name: string) => connection.unsafe(`rollback to savepoint ${name}`),
    end: async (how: 'commit' | 'rollback') => {
      await connection.unsafe(how);
      connection.release();
    },
  };
}

/** A function that handles one event at a time, and the events it has handled. */
function listener(id: string) {
  const client = testClient();
  const seen: string[] = [];
  const triggers = [on('a/b')];
  const fn = client.createFunction({ id, triggers, concurrency: 1 }, async ({ event }) => {
    seen.push(event.id ?? '');
  });
  return { client, seen, fn };
}

/** Events that left the outbox, in order. */
async function forwarded(): Promise<string[]> {
  const ids: string[] = [];
  while (
    Number(await relayOutbox(ctx(), async (batch) => ids.push(...batch.map(({ id }) => id)))) > 0
  );
  return ids;
}

describe('events leave the outbox', () => {
  test('in the order in which their transactions were committed, not in which they were written', async () => {
    const [slow, quick] = [await begin(), await begin()];
    await slow.write('slow:1');
    await quick.write('quick:1');
    await slow.write('slow:2');
    await quick.write('quick:2');
    await quick.end('commit');
    await slow.end('commit');
    expect(await forwarded()).toEqual(['quick:1', 'quick:2', 'slow:1', 'slow:2']);
  });

  test('without waiting for a slow transaction, and without skipping what it wrote', async () => {
    const long = await begin();
    await long.write('long');
    const short = await begin();
    await short.write('short');
    await short.end('commit');
    expect(await forwarded()).toEqual(['short']);
    await long.end('commit');
    expect(await forwarded()).toEqual(['long']);
  });

  test('only if their transaction was committed, whatever was rolled back inside it', async () => {
    const failed = await begin();
    await failed.write('never');
    await failed.end('rollback');
    const partly = await begin();
    await partly.savepoint('one');
    await partly.write('undone');
    await partly.rollbackTo('one');
    await partly.write('done');
    await partly.end('commit');
    expect(await forwarded()).toEqual(['done']);
  });

  test('in one order for every reader, however many write at once', async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 15; n++) {
        const transaction = await begin();
        await transaction.write(`${writer}:${n}`);
        await transaction.end(n % 5 === 4 ? 'rollback' : 'commit');
      }
    });
    const ids: string[] = [];
    let isWriting = true;
    const reader = (async () => {
      while (isWriting) ids.push(...(await forwarded()));
    })();
    await Promise.all(writers);
    isWriting = false;
    await reader;
    ids.push(...(await forwarded()));
    expect(ids).toHaveLength(8 * 12);
    for (let writer = 0; writer < 8; writer++) {
      const own = ids.filter((id) => id.startsWith(`${writer}:`));
      const written = Array.from({ length: 15 }, (_, n) => n).filter((n) => n % 5 !== 4);
      expect(own).toEqual(written.map((n) => `${writer}:${n}`));
    }
    expect(await getSql()`select 1 from event_commits`).toHaveLength(0);
  });

  test('and a statement without events leaves no trace', async () => {
    await getSql()`insert into events (event_id, name, data) select 'none', 'a/b', '{}' where false`;
    expect(await getSql()`select 1 from event_commits`).toHaveLength(0);
  });

  test('even if a restored backup reuses a transaction id', async () => {
    const transaction = await begin();
    const [own] = await getSql()<{ next: string }[]>`select pg_current_xact_id()::text as next`;
    await getSql()`
      insert into event_commits (transaction_id, position)
      select (${own?.next ?? '0'}::text::bigint + n)::text::xid8, 0 from generate_series(1, 5) n`;
    await transaction.write('ours');
    await transaction.end('commit');
    expect(await forwarded()).toEqual(['ours']);
    const [row] = await asOwner(
      (sql) => sql`select count(*)::int from event_commits where position is null`,
    );
    expect(row).toEqual({ count: 0 });
  });
});

test('the embedded executor processes events in the same order', async () => {
  const { client, seen, fn } = listener('ordered');
  const [slow, quick] = [await begin(), await begin()];
  await slow.write('slow');
  await quick.write('quick');
  await quick.end('commit');
  await slow.end('commit');
  await startExecutor(client, [fn]);
  await finishedRun('ordered');
  await quiet();
  expect(seen).toEqual(['quick', 'slow']);
});

test('events that keep coming are delivered several at a time, each of them once and in order', async () => {
  const { client, seen, fn } = listener('coming');
  await startExecutor(client, [fn]);
  const ids = Array.from({ length: 60 }, (_, n) => `coming:${n}`);
  for (const id of ids) {
    await getSql()`insert into events (event_id, name, data) values (${id}, 'a/b', '{}')`;
  }
  await until(() => seen.length === ids.length);
  expect(seen).toEqual(ids);
  const [passes] = await getSql()<{ count: number }[]>`
    select count(distinct delivered_at)::int as count from events where event_id like 'coming:%'`;
  expect(passes?.count).toBeLessThan(ids.length / 2);
});

test('events of a sweep may wait briefly; an event of a person delivers them at once', async () => {
  const { client, seen, fn } = listener('bulk');
  // Polling alone would take longer than the test.
  await startExecutor(client, [fn], { pollMs: 60_000 });
  const write = async (id: string, bulk: '' | 'bulk') =>
    getSql().begin(async (sql) => {
      await sql`select set_config('netpurse.bulk', ${bulk}, true)`;
      await sql`insert into events (event_id, name, data) values (${id}, 'a/b', '{}')`;
    });
  await write('first', '');
  await until(() => seen.length === 1);
  await write('swept', 'bulk');
  await write('paid', '');
  await until(() => seen.length === 3);
  await write('alone', 'bulk');
  await until(() => seen.length === 4);
  expect(seen).toEqual(['first', 'swept', 'paid', 'alone']);
});
