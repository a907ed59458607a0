import type { Ctx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { executeWaitingOrders } from '@/lib/orders/execute-orders';
import { resumeServices } from '@/lib/recurrence/resume-services';

/**
 * Uses new credit at once: first the orders a person is waiting for, then the services that lack of credit
 * had stopped. Never fails its caller: the payment stands, and the `wallet/credited` event in the outbox
 * does the same again until it succeeds.
 */
export async function spendCredit(ctx: Ctx, customerId: number): Promise<void> {
  const own: Ctx = { actor: { kind: 'system', job: 'spend-credit' }, now: ctx.now };
  await attempt('execute-orders', customerId, () => executeWaitingOrders(own, { customerId }));
  await attempt('resume-services', customerId, () => resumeServices(own, { customerId }));
}

async function attempt(
  step: string,
  customerId: number,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    logDefect(error, { step, customerId });
  }
}
