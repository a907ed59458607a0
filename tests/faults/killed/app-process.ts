import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { getSql } from '@/db/client';
import { readFault } from '@/db/read-fault';
import { inngest } from '@/inngest/client/inngest';
import { jobsMode } from '@/inngest/client/mode';
import { functions } from '@/inngest/functions';
import { Executor } from '@/inngest/runtime/executor';
import { actorLabel } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { ownedId } from '@/lib/kit/ids';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { staff, subscriber } from '@/tests/simulation/world';

/**
 * One server of the product without its pages: the executor with every function, and two concurrent users. Reports each
 * completed payment, so that the test knows what must not be lost.
 */
const mode = jobsMode();
if (mode.kind !== 'embedded') throw new Error('This proof is about the embedded executor.');
const { signingKey } = mode;
await new Executor({ client: inngest, functions, signingKey, leaseMs: 2_000, pollMs: 200 }).start();
process.stdout.write('ready\n');
await Promise.all([work(), work()]);

async function work(): Promise<never> {
  for (;;) {
    await actOnce().catch(tolerate);
    await sleep(randomInt(1, 10));
  }
}

/** Refusals and lost connections are expected; any other error must end this process and fail the test. */
async function tolerate(error: unknown): Promise<void> {
  if (error instanceof DomainError) return;
  if (!readFault(error).isPassing) throw error;
  await sleep(50);
}

async function actOnce(): Promise<void> {
  const [row] = await getSql()<
    { id: number; customer_id: number; item_id: number; status: string }[]
  >`
    select id::int as id, customer_id::int as customer_id, item_id::int as item_id, status
    from services where archived_at is null order by random() limit 1`;
  if (!row) return;
  const { id: serviceId, customer_id: customerId } = row;
  const now = new Date();
  switch (randomInt(5)) {
    case 0:
      await pauseService(staff(now), { serviceId, until: null });
      return;
    case 1:
      await resumeService(staff(now), { serviceId });
      return;
    case 2:
      return buy(customerId, row.item_id, now);
    default:
      return pay(customerId, now);
  }
}

async function pay(customerId: number, now: Date): Promise<void> {
  const adjustmentId = randomUUID();
  const amountMinor = BigInt(randomInt(100, 2_000));
  const input = {
    adjustmentId,
    customerId,
    direction: 'cash',
    amountMinor,
    reason: 'Proof',
  } as const;
  const ctx = staff(now);
  await adjustWallet(ctx, input);
  process.stdout.write(`paid ${ownedId('adjustment', actorLabel(ctx.actor), adjustmentId)}\n`);
}

async function buy(customerId: number, itemId: number, now: Date): Promise<void> {
  const [counted] = await getSql()<{ count: number }[]>`
    select count(*)::int as count from services where customer_id = ${customerId}`;
  if ((counted?.count ?? 0) >= 4) return;
  const request = { kind: 'new_service', itemId } as const;
  const ctx = subscriber(customerId, now);
  const { orderId, sealedQuote } = await previewOrder(ctx, { customerId, request });
  await placeOrder(ctx, { orderId, customerId, request, quote: sealedQuote });
}
