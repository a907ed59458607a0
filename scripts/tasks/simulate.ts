import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { dataFolder, root } from '@/host/home';
import { Refusal, runTask } from '@/host/progress';

// The logger reads this when it loads, which happens with the imports below.
process.env['LOG_LEVEL'] = 'silent';
const { runSimulation } = await import('@/tests/simulation/cli');

await runTask(async () => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(randomInt(1_000_000)) },
      customers: { type: 'string', default: '500' },
      months: { type: 'string', default: '13' },
    },
  });
  const [seed = 0, customers = 0, months = 0] = [values.seed, values.customers, values.months].map(
    Number,
  );
  if (![seed, customers, months].every((number) => Number.isInteger(number) && number >= 0)) {
    throw new Refusal('For example: npm run simulate -- --seed 7 --customers 500 --months 13');
  }
  await runSimulation({ root, data: dataFolder(), seed, customers, months });
});
