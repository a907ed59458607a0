import { getDb } from '@/db/client';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { syncRouter } from '@/lib/routers/sync-router';
import { givenCredit } from '@/tests/support/fixtures';

// A separate process for the crash tests: does one thing, reports it, and waits to be killed.
getDb();
const [what, id, now] = process.argv.slice(2);
const ctx = { actor: { kind: 'system', job: 'test' }, now: new Date(now ?? '') } as const;
if (what === 'pay') {
  await givenCredit(Number(id), 500n, ctx.now);
  await putCreditToUse(ctx, { customerId: Number(id) });
} else {
  await syncRouter(ctx, { routerId: Number(id) });
}
process.stdout.write('done\n');
setInterval(() => undefined, 60_000);
