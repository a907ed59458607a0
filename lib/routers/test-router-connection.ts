import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import type { RouterFailure } from '@/lib/kit/words';
import { isMenuAbsent, type RouterConnection, RouterError, type RouterRow } from './driver';
import { getRouter } from './lookups/routers';
import { saveChecks } from './onboarding/setup-store';
import { tryWriting } from './onboarding/try-writing';
import { readDevice } from './read-counters';
import { retryDelayMs } from './rules';
import { type Fitness, judgeFitness } from './rules/fitness';
import { judgePreflight, type Preflight } from './rules/preflight';
import { markReached, markUnavailable, saveDevice } from './store';
import { judgeNow, takeLook } from './take-look';
import { isUnavailable, withRouter } from './with-router';

export const TestRouterConnection = z.object({ routerId: z.number().int().positive() });
export type TestRouterConnection = z.infer<typeof TestRouterConnection>;

export type ConnectionTest =
  | {
      kind: 'connected';
      identity: string;
      version: string;
      board: string;
      checks: Preflight & Fitness;
    }
  | { kind: 'failed'; failure: RouterFailure; detail: string };

/**
 * Signs in to a router, reads its identity and its setup, checks whether it still shows what it has confirmed, and
 * saves the result. It writes only a disabled secret of its own, which it removes again.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function testRouterConnection(
  ctx: Ctx,
  input: TestRouterConnection,
): Promise<ConnectionTest> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { routerId } = TestRouterConnection.parse(input);
  const router = await getRouter(ctx, routerId);
  const seen = await withRouter(router, async (connection) => ({
    ...(await testSetUp(connection, router, ctx.now)),
    look: await takeLook(ctx, routerId, connection),
  }));
  await inTransaction(ctx, async (tctx) => {
    if (isUnavailable(seen)) {
      const retryAt = new Date(ctx.now.getTime() + retryDelayMs(router.failureCount + 1));
      await markUnavailable(tctx, routerId, seen.failure, retryAt);
    } else {
      const { look, device, uptimeSeconds } = seen;
      await markReached(tctx, routerId, { confirmed: 0, failed: 0 });
      if (look === null) await saveDevice(tctx, routerId, device);
      else
        await judgeNow(tctx, routerId, {
          ...look,
          device,
          uptimeSeconds,
          isWriter: false,
          isRefused: false,
        });
      await saveChecks(tctx, router, seen.checks);
      await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
    }
    await recordAudit(tctx, {
      action: 'router.test',
      subject: { kind: 'router', id: routerId },
      after: isUnavailable(seen) ? { failure: seen.failure } : { version: seen.device.version },
    });
  });
  if (isUnavailable(seen)) return { kind: 'failed', failure: seen.failure, detail: seen.detail };
  return { kind: 'connected', ...seen.device, checks: seen.checks };
}

async function testSetUp(
  connection: RouterConnection,
  router: { useTls: boolean; username: string },
  now: Date,
) {
  const { device, uptimeSeconds } = await readDevice(connection);
  const [users, services, filter, nat, ipv6Rules, clock] = await Promise.all([
    printIfAllowed(connection, '/user', { name: router.username }),
    printIfAllowed(connection, '/ip/service'),
    printIfAllowed(connection, '/ip/firewall/filter'),
    printIfAllowed(connection, '/ip/firewall/nat'),
    printIpv6Rules(connection),
    printIfAllowed(connection, '/system/clock'),
  ]);
  const user = users?.[0] ?? null;
  const preflight = judgePreflight({
    isEncrypted: router.useTls,
    policies: await readPolicies(connection, user?.['group']),
    services,
    firewallRules: filter === null || nat === null ? null : [...filter, ...nat],
    ipv6Rules,
  });
  const canWrite = await tryWriting(connection);
  const fitness = judgeFitness({
    version: device.version,
    canWrite,
    user,
    clock: clock?.[0] ?? null,
    now,
  });
  return { device, uptimeSeconds, checks: { ...preflight, ...fitness } };
}

async function readPolicies(
  connection: RouterConnection,
  group: string | undefined,
): Promise<string[] | null> {
  if (group === undefined) return null;
  const groups = await printIfAllowed(connection, '/user/group', { name: group });
  return groups?.[0]?.['policy']?.split(',') ?? null;
}

/** We ask for a login with few rights, so a menu it may not read is not a failure. */
async function printIfAllowed(
  connection: RouterConnection,
  path: string,
  where: Record<string, string> = {},
): Promise<RouterRow[] | null> {
  try {
    return await connection.print(path, { where });
  } catch (error) {
    if (error instanceof RouterError && error.kind === 'trap') return null;
    throw error;
  }
}

async function printIpv6Rules(
  connection: RouterConnection,
): Promise<RouterRow[] | 'absent' | null> {
  try {
    return await connection.print('/ipv6/firewall/filter');
  } catch (error) {
    if (!(error instanceof RouterError) || error.kind !== 'trap') throw error;
    return isMenuAbsent(error) ? 'absent' : null;
  }
}
