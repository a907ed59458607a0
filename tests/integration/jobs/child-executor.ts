import { getSql } from '@/db/client';
import { Executor } from '@/inngest/embedded/executor';
import { signingKey, testClient } from './test-client';

/**
 * A process of its own that works on the test's database until it is killed. With `--hang` its second
 * step never ends. Each entry into a step is a row of `trace`.
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
      return one + 1;
    });
    return two;
  },
);

await new Executor({ client, functions: [fn], signingKey, leaseMs: 1_500, pollMs: 200 }).start();
