import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { emitEvents } from '@/lib/jobs/emit-events';
import type { RouterFailure } from '@/lib/kit/words';
import { type RouterConnection, RouterError, type RouterRow } from './driver';
import { saveChecks } from './onboarding/setup-store';
import { tryWriting } from './onboarding/try-writing';
import { isUnavailable, withRouter } from './open-router';
import { retryDelayMs } from './rules';
import { type Fitness, judgeFitness } from './rules/fitness';
import { judgePreflight, type Preflight } from './rules/preflight';
import { getRouter, markReached, markUnavailable, saveDevice } from './store';

export const TestRouterConnection = z.object({ routerId: z.number().int().positive() });
export type TestRouterConnection = z.infer<typeof TestRouterConnection>;

export type ConnectionTest =
  | {
      readonly kind: 'connected';
      readonly identity: string;
      readonly version: string;
      readonly board: string;
      readonly checks: Preflight & Fitness;
    }
  | { readonly kind: 'failed'; readonly failure: RouterFailure; readonly detail: string };

/**
 * Signs in to a router, reads who it is and how it is set up for us, and remembers the answer. All it
 * writes is a disabled secret of its own, which it removes again.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function testRouterConnection(
  ctx: Ctx,
  input: TestRouterConnection,
): Promise<ConnectionTest> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { routerId } = TestRouterConnection.parse(input);
  const router = await getRouter(ctx, routerId);
  const seen = await withRouter(router, (connection) => look(connection, router, ctx.now));
  await inTransaction(ctx, async (tctx) => {
    if (isUnavailable(seen)) {
      const retryAt = new Date(ctx.now.getTime() + retryDelayMs(router.failureCount + 1));
      await markUnavailable(tctx, routerId, seen.failure, retryAt);
    } else {
      const { identity, version, board } = seen;
      await markReached(tctx, routerId, { confirmed: 0, failed: 0 });
      await saveDevice(tctx, routerId, { identity, version, board });
      await saveChecks(tctx, router, seen.checks);
      await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
    }
    await recordAudit(tctx, {
      action: 'router.test',
      subject: { kind: 'router', id: routerId },
      after: isUnavailable(seen) ? { failure: seen.failure } : { version: seen.version },
    });
  });
  if (isUnavailable(seen)) return { kind: 'failed', failure: seen.failure, detail: seen.detail };
  return { kind: 'connected', ...seen };
}

async function look(
  connection: RouterConnection,
  router: { readonly useTls: boolean; readonly username: string },
  now: Date,
) {
  const [resources, identities] = await Promise.all([
    connection.print('/system/resource', { fields: ['version', 'board-name'] }),
    connection.print('/system/identity'),
  ]);
  const [users, services, filter, nat, clock] = await Promise.all([
    printIfAllowed(connection, '/user', { name: router.username }),
    printIfAllowed(connection, '/ip/service'),
    printIfAllowed(connection, '/ip/firewall/filter'),
    printIfAllowed(connection, '/ip/firewall/nat'),
    printIfAllowed(connection, '/system/clock'),
  ]);
  const user = users?.[0] ?? null;
  const version = resources[0]?.['version'] ?? '';
  const preflight = judgePreflight({
    isEncrypted: router.useTls,
    policies: await readPolicies(connection, user?.['group']),
    services,
    firewallRules: filter === null || nat === null ? null : [...filter, ...nat],
  });
  const canWrite = await tryWriting(connection);
  const fitness = judgeFitness({ version, canWrite, user, clock: clock?.[0] ?? null, now });
  return {
    identity: identities[0]?.['name'] ?? '',
    version,
    board: resources[0]?.['board-name'] ?? '',
    checks: { ...preflight, ...fitness },
  };
}

async function readPolicies(
  connection: RouterConnection,
  group: string | undefined,
): Promise<string[] | null> {
  if (group === undefined) return null;
  const groups = await printIfAllowed(connection, '/user/group', { name: group });
  return groups?.[0]?.['policy']?.split(',') ?? null;
}

/** A login with few rights is what we ask for, so a menu it may not read is no failure. */
async function printIfAllowed(
  connection: RouterConnection,
  path: string,
  where: Readonly<Record<string, string>> = {},
): Promise<RouterRow[] | null> {
  try {
    return await connection.print(path, { where });
  } catch (error) {
    if (error instanceof RouterError && error.kind === 'trap') return null;
    throw error;
  }
}
