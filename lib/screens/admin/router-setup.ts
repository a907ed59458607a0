import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { doesRouterTake } from '@/lib/kit/router-words';
import { findSetup, getRouter } from '@/lib/routers/lookups/routers';
import { withUnmadeChecks } from '@/lib/routers/rules/preflight';
import { type SetupProgress, setupProgress } from '@/lib/routers/rules/setup-steps';

export type RouterSetupView = SetupProgress & {
  /** True between the start of the guided setup and going into service. */
  isUnderWay: boolean;
  /** Results of the last connection test, by check; null before the first test that connected. */
  checks: Record<string, string> | null;
  checkedAt: Date | null;
  matchedAt: Date | null;
  rehearsedAt: Date | null;
};

/**
 * Returns the setup progress of a router.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function getRouterSetup(ctx: Ctx, routerId: number): Promise<RouterSetupView> {
  requireStaff(ctx, 'routers.read');
  const [router, setup] = await Promise.all([getRouter(ctx, routerId), findSetup(ctx, routerId)]);
  const isInService = doesRouterTake(router.status);
  const progress = setupProgress({
    useTls: router.useTls,
    isPinned: router.tlsFingerprint !== null,
    checks: setup?.checks ?? null,
    stopRules: router.stopRules,
    isMatched: setup?.matchedAt != null,
    isRehearsed: setup?.rehearsedAt != null,
    isInService,
  });
  return {
    ...progress,
    isUnderWay: setup !== null && setup.finishedAt === null && !isInService,
    checks: setup?.checks ? withUnmadeChecks(setup.checks) : null,
    checkedAt: setup?.checkedAt ?? null,
    matchedAt: setup?.matchedAt ?? null,
    rehearsedAt: setup?.rehearsedAt ?? null,
  };
}
