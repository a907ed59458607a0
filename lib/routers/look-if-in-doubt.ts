import { inTransaction } from '@/db/transaction';
import { readDeviceKey } from './look-at-router';
import { momentOf, type RouterWork } from './push-batch';
import { readDevice } from './read-counters';
import { hasRestarted, isDeviceInDoubt, isLookAsked } from './rules/look';
import { judgeNow, takeLook } from './take-look';

/**
 * Looks at a router before a push if staff asked for it, if it restarted since the last look, or if another device may
 * answer. Otherwise it costs three small reads, because a payment must not wait longer.
 */
export async function lookIfInDoubt(work: RouterWork): Promise<void> {
  const { ctx, router, connection } = work;
  const [deviceKey, self] = await Promise.all([readDeviceKey(connection), readDevice(connection)]);
  const { now: at } = momentOf(work);
  const isOther = isDeviceInDoubt(router, { deviceKey, board: self.device.board });
  if (!isOther && !isLookAsked(router) && !hasRestarted(router, { ...self, at })) return;
  const look = await takeLook(ctx, router.id, connection);
  // A router that does not show its rows has still reported its identity.
  const nothing = {
    confirmed: [],
    lagging: [],
    seen: { deviceKey, stopRules: null, rows: new Map(), profiles: new Set<string>() },
  };
  await inTransaction(momentOf(work), (tctx) =>
    judgeNow(tctx, router.id, {
      ...{ ...nothing, ...look, ...self },
      isWriter: true,
      isRefused: look === null,
    }),
  );
}
