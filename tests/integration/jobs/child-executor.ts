import { setTimeout as sleep } from 'node:timers/promises';
import { getSql } from '@/db/client';
import { Executor } from '@/inngest/runtime/executor';
import { stopFirst } from '@/inngest/runtime/stop-first';
import { on, signingKey, testClient } from './test-client';

/**
 * A separate process that works on the test's database until it is killed. Its second step never ends with `--hang`,
 * and is slow with `--slow`. Each entry into a step is a row of `trace`.
 */
const client = testClient();
const note = (step: string) =>
  getSql()`insert into trace (step, pid) values (${step}, ${process.pid})`;

const fn = client.createFunction(
  { id: 'killed', triggers: [{ event: 'a/b' }] },
  async ({ step }) => {
    const one = await step.run('one', async () => {
      await note('one');
      return 1;
    });
    const two = await step.run('two', async () => {
      await note('two');
      if (process.argv.includes('--hang')) await new Promise(() => undefined);
      if (process.argv.includes('--slow')) await sleep(400);
      return one + 1;
    });
    return step.run('three', () => two);
  },
);

const spread = client.createFunction(
  { id: 'spread', triggers: [on<{ n: number }>('a/c')] },
  async ({ event, step }) => {
    await step.run('work', () => note(`n${event.data.n}`));
  },
);

const executor = new Executor({ client, functions: [fn, spread], signingKey, pollMs: 200 });
// As Next exits when no request is open.
process.on('SIGTERM', () => process.exit(143));
stopFirst(process, 'SIGTERM', () => executor.stop());
await executor.start();
