import { expect, test } from 'vitest';
import { TestClient } from '@/stand-ins/routeros/test-client';
import { startRouterProcess } from './router-process';

test('a router in its own process serves clients, is controlled over HTTP, and exits with us', async () => {
  const router = await startRouterProcess({ personality: '6.49', secretCount: 2 });
  const client = await TestClient.login(router);
  const rows = await client.print('/ppp/secret');
  expect(rows.map((row) => Object.keys(row).length)).toEqual([14, 14]);
  await router.act('run', { command: '/ppp/secret/remove', args: { '.id': '*1' } });
  expect(await router.view('rows?menu=ppp/secret')).toMatchObject({ rows: [{ '.id': '*2' }] });
  await expect(router.act('run', { command: '/ppp/secret/remove' })).rejects.toThrow('missing');
  await router.close();
  await client.closed;
}, 180_000);
