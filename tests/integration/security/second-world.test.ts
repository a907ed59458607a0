import { afterAll, expect, test, vi } from 'vitest';
import { getSql } from '@/db/client';
import { retireWorld } from '@/tests/support/security/retire-world';
import { givenSecurityWorld, type SecurityWorld } from '@/tests/support/security/world';

const open: SecurityWorld[] = [];
afterAll(() => Promise.all(open.map((world) => world.close())));

test('a world is created again where an earlier one was retired, as after a failed journey', async () => {
  const first = await givenSecurityWorld();
  open.push(first);
  await retireWorld(first.rows);
  // As in another process, whose people have their own addresses.
  vi.resetModules();
  const { givenSecurityWorld: inAnotherProcess } = await import('@/tests/support/security/world');
  const second = await inAnotherProcess({ isShared: true });
  open.push(second);
  expect(second.rows.orderId).not.toBe(first.rows.orderId);
  expect(second.rows.routerId).toBe(first.rows.routerId);
  const [router] = await getSql()`select status from routers where id = ${second.rows.routerId}`;
  expect(router).toEqual({ status: 'online' });
});
