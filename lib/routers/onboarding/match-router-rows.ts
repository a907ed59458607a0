import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { RouterFailure } from '@/lib/kit/words';
import { findServicesByLogin, nameServices, type ServiceName } from '../lookups/onboarding';
import { getRouter } from '../lookups/routers';
import { type MatchKind, matchKinds, matchRows, type RowMatch } from '../rules/match-rows';
import { isUnavailable, withRouter } from '../with-router';
import { readPlan } from './read-plan';
import { saveProgress } from './setup-store';

export const MatchRouterRows = z.object({ routerId: z.number().int().positive() });
export type MatchRouterRows = z.infer<typeof MatchRouterRows>;

/** Rows shown per kind; the counts cover all of them. */
const MATCHES_SHOWN = 200;

export type MatchedRow = RowMatch & {
  /** The service it belongs to; for an unknown row, a service elsewhere with its login. */
  service: ServiceName | null;
};

export type MatchReport =
  | { kind: 'unavailable'; failure: RouterFailure; detail: string }
  | {
      kind: 'read';
      counts: Record<MatchKind, number>;
      rows: readonly MatchedRow[];
    };

/**
 * Reads every login on a router and reports which service it belongs to: which rows could be adopted, and which are
 * unknown, missing or in conflict. Writes nothing to the router and records that it was matched.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function matchRouterRows(ctx: Ctx, input: MatchRouterRows): Promise<MatchReport> {
  requireStaff(ctx, 'routers.write');
  const { routerId } = MatchRouterRows.parse(input);
  const router = await getRouter(ctx, routerId);
  const plan = await withRouter(router, (connection) =>
    readPlan(connection, { ctx, router, adoptsAll: true }),
  );
  if (isUnavailable(plan)) return plan;
  const matches = matchRows({ ...plan, services: plan.inputs });
  const counts = countsOf(matches);
  await inTransaction(ctx, async (tctx) => {
    await saveProgress(tctx, routerId, { matchedAt: ctx.now });
    await recordAudit(tctx, {
      action: 'router.match',
      subject: { kind: 'router', id: routerId },
      after: counts,
    });
  });
  const shown = matchKinds.flatMap((kind) =>
    matches.filter((match) => match.kind === kind).slice(0, MATCHES_SHOWN),
  );
  return { kind: 'read', counts, rows: await named(ctx, shown) };
}

function countsOf(matches: readonly RowMatch[]): Record<MatchKind, number> {
  const counts = { match: 0, spelled: 0, conflict: 0, unknown: 0, missing: 0, ours: 0 };
  for (const { kind } of matches) counts[kind] += 1;
  return counts;
}

async function named(ctx: Ctx, matches: readonly RowMatch[]): Promise<MatchedRow[]> {
  const ids = matches.flatMap(({ serviceId }) => serviceId ?? []);
  const strangers = matches.filter(({ kind }) => kind === 'unknown').map(({ key }) => key);
  const own = new Map((await nameServices(ctx, ids)).map((one) => [one.serviceId, one]));
  const elsewhere = new Map(
    (await findServicesByLogin(ctx, strangers)).map((one) => [one.login?.toLowerCase(), one]),
  );
  return matches.map((match) => ({
    ...match,
    service:
      match.serviceId === null
        ? (elsewhere.get(match.key.trim().toLowerCase()) ?? null)
        : (own.get(match.serviceId) ?? null),
  }));
}
