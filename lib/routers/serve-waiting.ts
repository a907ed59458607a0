import { inTransaction } from '@/db/transaction';
import { RouterError } from './driver';
import { kickNow } from './kick-now';
import { closeKick, listOpenKicks } from './kick-store';
import { momentOf, pushPayers, type RouterWork } from './push-batch';
import { connectionFailureOf } from './rules';

/**
 * Lets those go first who wait for the router while it is worked on: who is to keep or get something, and staff
 * who want a session ended. Returns the services that were pushed.
 */
export async function serveWaiting(work: RouterWork): Promise<number[]> {
  const served = await pushPayers(work);
  await serveKicks(work);
  return served;
}

/** Long work after long work, or another process, would keep an ask from its turn until it is too old. */
export async function serveKicks(work: RouterWork): Promise<void> {
  for (const kick of await listOpenKicks(work.ctx, work.router.id)) {
    try {
      await kickNow(work, kick);
    } catch (error) {
      if (!(error instanceof RouterError) || error.kind !== 'trap') throw error;
      if (connectionFailureOf(error) !== null) throw error;
      // What the router refuses must not stop the work under way: the job of the ask says so.
      continue;
    }
    await inTransaction(momentOf(work), (tctx) => closeKick(tctx, kick));
  }
}
