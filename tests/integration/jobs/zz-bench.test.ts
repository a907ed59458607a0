import { expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { quiet, startExecutor } from './harness';
import { on, testClient } from './test-client';

test('bench', async () => {
  const client = testClient();
  let n = 0;
  const fn = client.createFunction(
    { id: 'bench', triggers: [on('a/b')], concurrency: { key: 'event.data.k', limit: 1 } },
    async ({ step }) => {
      await step.run('x', () => {
        n++;
      });
    },
  );
  await getSql()`insert into events (event_id,name,data) select 'b'||i, 'a/b', jsonb_build_object('k', i % 50) from generate_series(1,1000) i`;
  const t = Date.now();
  await startExecutor(client, [fn]);
  while (n < 1000 && Date.now() - t < 60000) await new Promise((r) => setTimeout(r, 20));
  await quiet();
  process.stdout.write(`\nBENCH ${Date.now() - t} ms for ${n}\n`);
  expect(n).toBe(1000);
}, 90000);
