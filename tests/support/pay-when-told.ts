import { once } from 'node:events';
import { getDb } from '@/db/client';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { givenCredit } from '@/tests/support/fixtures';

// A separate process: for each line from its parent it pays for these customers and puts the credit to use, one by one.
getDb();
const [amountMinor = '0', now = '', ...ids] = process.argv.slice(2);
const ctx = { actor: { kind: 'system', job: 'test' }, now: new Date(now) } as const;
process.stdout.write('ready\n');
await once(process.stdin, 'data');
for (const id of ids) {
  await givenCredit(Number(id), BigInt(amountMinor), ctx.now);
  await putCreditToUse(ctx, { customerId: Number(id) });
}
process.stdout.write('done\n', () => process.exit(0));
