import { inTransaction } from '@/db/transaction';
import { readDeviceKey } from './look-at-router';
import { momentOf, type RouterWork } from './push-batch';
import { readDevice } from './read-counters';
import { hasRestarted, isDeviceInDoubt, isLookAsked } from './rules/look';
import { judgeNow, takeLook } from './take-look';

/**
 * Looks at a router before it is pushed to when staff asked for it, when it started since the last look, or when
 * another device answers or may do so. Of any other it costs three small reads: a payment must not wait for more.
 */
export async function lookIfInDoubt(work: RouterWork): Promise<void> {
  const { ctx, router, connection } = work;
  const [deviceKey, self] = await Promise.all([readDeviceKey(connection), readDevice(connection)]);
  const { now: at } = momentOf(work);
  const isOther = isDeviceInDoubt(router, { deviceKey, board: self.device.board });
  if (!isOther && !isLookAsked(router) && !hasRestarted(router, { ...self, at })) return;
  const look = await takeLook(ctx, router.id, connection);
  // A router that does not show what it holds has still told who it is, and would refuse the next look as well.
  const nothing = {
    confirmed: [],
    lagging: [],
    seen: { deviceKey, rows: new Map(), profiles: new Set<string>() },
  };
  await inTransaction(momentOf(work), (tctx) =>
    judgeNow(tctx, router.id, { ...nothing, ...look, ...self, isWriter: true }),
  );
}
