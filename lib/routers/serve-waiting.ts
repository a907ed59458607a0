import { inTransaction } from '@/db/transaction';
import { DomainError } from '@/lib/kit/errors';
import { type RouterConnection, RouterError } from './driver';
import { kickNow } from './kick-now';
import { type AskedKick, closeKick, listOpenKicks } from './kick-store';
import { lookIfInDoubt } from './look-if-in-doubt';
import { hasDueBefore } from './lookups/desired';
import { momentOf, pushPayers, type RouterWork } from './push-batch';
import { connectionFailureOf } from './rules';

/**
 * Lets those go first who wait for the router while it is worked on: who is to keep or get something, and staff
 * who want a session ended. Returns the services that were pushed.
 */
export async function serveWaiting(work: RouterWork): Promise<number[]> {
  await lookBeforePayers(work);
  const served = await pushPayers(work);
  await serveKicks(work);
  return served;
}

/** Over these it is known who answers and what it still holds. */
const known = new WeakSet<RouterConnection>();

/** What another device holds under our tags, passwords above all, must not pass for what was pushed. */
async function lookBeforePayers(work: RouterWork): Promise<void> {
  const { router, connection } = work;
  if (known.has(connection) || !(await hasDueBefore(momentOf(work), router.id, 'lower'))) return;
  known.add(connection);
  await lookIfInDoubt(work);
}

/** Long work after long work, or another process, would keep an ask from its turn until it is too old. */
export async function serveKicks(work: RouterWork): Promise<void> {
  for (const kick of await listOpenKicks(work.ctx, work.router.id)) {
    if (await isCarriedOut(work, kick)) {
      await inTransaction(momentOf(work), (tctx) => closeKick(tctx, kick));
    }
  }
}

/** What goes wrong with one ask must not stop the work under way: its own job says so. */
async function isCarriedOut(work: RouterWork, kick: AskedKick): Promise<boolean> {
  try {
    await kickNow(work, kick);
    return true;
  } catch (error) {
    // The service was deleted meanwhile.
    if (error instanceof DomainError && error.code === 'not-found') return true;
    const isRefused = error instanceof RouterError && error.kind === 'trap';
    if (!isRefused || connectionFailureOf(error) !== null) throw error;
    return false;
  }
}
