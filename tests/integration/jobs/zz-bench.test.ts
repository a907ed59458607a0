import { expect, test } from 'vitest';
import { Session } from 'node:inspector/promises';
import { writeFileSync, mkdirSync } from 'node:fs';
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
  const session = new Session(); session.connect(); await session.post('Profiler.enable'); await session.post('Profiler.start');
  const t = Date.now(); const c0 = process.cpuUsage();
  await startExecutor(client, [fn]);
  while (n < 1000 && Date.now() - t < 60000) await new Promise((r) => setTimeout(r, 20));
  await quiet();
  const c = process.cpuUsage(c0); process.stdout.write(`\nBENCH ${Date.now() - t} ms for ${n} cpu ${Math.round((c.user+c.system)/1000)} ms\n`);
  const { profile } = await session.post('Profiler.stop'); mkdirSync('/tmp/prof',{recursive:true}); writeFileSync('/tmp/prof/p.json', JSON.stringify(profile));
  expect(n).toBe(1000);
}, 90000);
