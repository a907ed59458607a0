import { describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { subscribe } from '@/lib/jobs/subscribe';
import { until } from './harness';

const ctx = (): Ctx => ({ actor: { kind: 'system', job: 'test' }, now: new Date() });

describe('the outbox', () => {
  test('keeps events if and only if their command commits', async () => {
    const dirty = (routerId: number) => ({ name: 'router/dirty', data: { routerId } }) as const;
    await inTransaction(ctx(), (inside) => emitEvents(inside, [dirty(1), dirty(2)]));
    const failing = inTransaction(ctx(), async (inside) => {
      await emitEvents(inside, [dirty(3)]);
      throw new Error('the command fails afterwards');
    });
    await expect(failing).rejects.toThrow('afterwards');
    const rows = await getSql()`select data, delivered_at from events order by id`;
    expect(rows.map(({ data }) => data)).toEqual([{ routerId: 1 }, { routerId: 2 }]);
    expect(rows.every(({ delivered_at }) => delivered_at === null)).toBe(true);
  });

  test('accepts each cause once, and names the customers whose pages it concerns', async () => {
    const paid = { name: 'wallet/credited', data: { customerId: 7 }, id: 'stripe:evt_1' } as const;
    for (let i = 0; i < 3; i++) await inTransaction(ctx(), (inside) => emitEvents(inside, [paid]));
    const rows = await getSql()`select customer_id::int from events`;
    expect(rows).toEqual([{ customer_id: 7 }]);
  });

  test('refuses data that does not fit the catalogue', async () => {
    const wrong = { name: 'router/dirty', data: { routerId: -1 } } as const;
    await expect(inTransaction(ctx(), (inside) => emitEvents(inside, [wrong]))).rejects.toThrow();
  });

  test('accepts more events than one statement can carry', async () => {
    const list = Array.from({ length: 12_000 }, (_, n) => ({
      name: 'router/dirty' as const,
      data: { routerId: n + 1 },
    }));
    await inTransaction(ctx(), (inside) => emitEvents(inside, list));
    const [row] = await getSql()`select count(*)::int as count from events`;
    expect(row).toEqual({ count: 12_000 });
  });
});

describe('an insert into the outbox', () => {
  async function heardAfter(work: () => Promise<unknown>, channel: string): Promise<string[]> {
    const heard: string[] = [];
    const subscription = subscribe(channel, (payload) => heard.push(payload));
    try {
      await until(async () => {
        await getSql().notify(channel, 'ready');
        return heard.includes('ready');
      });
      await work();
      await getSql().notify(channel, 'end');
      await until(() => heard.includes('end'));
      return heard.filter((payload) => payload !== 'ready' && payload !== 'end');
    } finally {
      await subscription.stop();
    }
  }

  const insert = (customers: number) => getSql()`
    insert into events (event_id, name, data, customer_id)
    select gen_random_uuid()::text, 'service/changed', '{}', id from generate_series(1, ${customers}) id`;

  test('wakes the executor once, however many rows it has', async () => {
    expect(await heardAfter(() => insert(50), 'netpurse_jobs')).toEqual(['']);
  });

  test('names the customers whose pages to refresh, or all when there are many', async () => {
    const few = await heardAfter(() => insert(2), 'netpurse_live');
    expect(few.map((payload) => JSON.parse(payload))).toEqual(
      expect.arrayContaining([
        { customerId: 1, names: ['service/changed'] },
        { customerId: 2, names: ['service/changed'] },
      ]),
    );
    expect(await heardAfter(() => insert(201), 'netpurse_live')).toEqual(['{"all":true}']);
  });
});
