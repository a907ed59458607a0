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
 * Serves waiting work between the steps of other work on a router: services that gain or keep access, and requests to
 * end a session. Returns the services that were pushed.
 */
export async function serveWaiting(work: RouterWork): Promise<number[]> {
  await lookBeforePayers(work);
  const served = await pushPayers(work);
  await serveKicks(work);
  return served;
}

/** Connections on which the device and its rows have been checked. */
const known = new WeakSet<RouterConnection>();

/** Rows with our tags on another device, and above all their passwords, must not count as pushed. */
async function lookBeforePayers(work: RouterWork): Promise<void> {
  const { router, connection } = work;
  if (known.has(connection) || !(await hasDueBefore(momentOf(work), router.id, 'lower'))) return;
  known.add(connection);
  await lookIfInDoubt(work);
}

/** Carried out here because long or repeated work, or another process, could delay a request until it expires. */
export async function serveKicks(work: RouterWork): Promise<void> {
  for (const kick of await listOpenKicks(work.ctx, work.router.id)) {
    if (await isCarriedOut(work, kick)) {
      await inTransaction(momentOf(work), (tctx) => closeKick(tctx, kick));
    }
  }
}

/** A failure of one request must not stop the running work; the request's own job reports it. */
async function isCarriedOut(work: RouterWork, kick: AskedKick): Promise<boolean> {
  try {
    await kickNow(work, kick);
    return true;
  } catch (error) {
    // The service has been deleted.
    if (error instanceof DomainError && error.code === 'not-found') return true;
    const isRefused = error instanceof RouterError && error.kind === 'trap';
    if (!isRefused || connectionFailureOf(error) !== null) throw error;
    return false;
  }
}
