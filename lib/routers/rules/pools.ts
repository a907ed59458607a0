import type { DesiredPool } from './desired-service';
import { hasPlainName } from './plan-changes';
import type { ActualRow } from './rows';

/** A pool as the router last confirmed it. */
export type ConfirmedPool = {
  poolId: number;
  name: string;
  ranges: string;
  /** True if we added the row; a row that already existed under the name is never removed. */
  isOurs: boolean;
};

/** The change one pool needs on the router, and the state to record once it is done. */
export type PoolStep =
  | {
      change:
        | { kind: 'none' }
        | { kind: 'add'; attributes: Record<string, string> }
        | { kind: 'set'; id: string; attributes: Record<string, string> };
      confirmed: ConfirmedPool;
    }
  /** The operator's own pool of that name has other addresses; it stays unchanged until staff decide. */
  | { change: { kind: 'conflict' }; confirmed: null };

/**
 * Plans the changes of the managed pools: add a pool, or change ours in place, because profiles and leases refer to the
 * row and follow its new name.
 */
export function planPools(
  desired: readonly DesiredPool[],
  confirmed: readonly ConfirmedPool[],
  actual: readonly ActualRow[],
): PoolStep[] {
  const others = actual.filter((row) => !hasPlainName(row));
  const byName = new Map(
    [...others, ...actual.filter(hasPlainName)].map((row) => [row.key, row] as const),
  );
  const before = new Map(confirmed.map((pool) => [pool.poolId, pool]));
  return desired.map(({ poolId, name, ranges }): PoolStep => {
    const known = before.get(poolId);
    const wasOurs = known?.isOurs === true;
    const old = !wasOurs || known.name === name ? undefined : ours(byName.get(known.name));
    const row = byName.get(name) ?? old;
    const attributes = { name, ranges };
    const next = { poolId, name, ranges };
    if (row === undefined) {
      return { change: { kind: 'add', attributes }, confirmed: { ...next, isOurs: true } };
    }
    // If a row already has the new name while ours still has the old one, that row is foreign.
    const isOurs = wasOurs && ours(row) !== undefined && (!old || row === old);
    const isSame = row.key === name && row.values['ranges'] === ranges;
    if (isSame) return { change: { kind: 'none' }, confirmed: { ...next, isOurs } };
    if (!isOurs) return { change: { kind: 'conflict' }, confirmed: null };
    return { change: { kind: 'set', id: row.id, attributes }, confirmed: { ...next, isOurs } };
  });
}

/** Only a row with the bytes we write can be ours. */
function ours(row: ActualRow | undefined): ActualRow | undefined {
  return row !== undefined && hasPlainName(row) ? row : undefined;
}

/** Returns deleted pools, and pools given up because a foreign row already had their new name. */
export function leftPools(
  desired: readonly DesiredPool[],
  confirmed: readonly ConfirmedPool[],
): ConfirmedPool[] {
  const wanted = new Set(desired.map(({ poolId }) => poolId));
  return confirmed.filter(({ poolId }) => !wanted.has(poolId));
}

/** Whether a managed profile assigns addresses of this pool; see `profileOf`. */
export function isProfileOfPool(profileName: string, poolId: number): boolean {
  return new RegExp(`^isp-(?:stopped(?:-plan-\\d+)?|plan-\\d+(?:-slow)?)-p${poolId}$`).test(
    profileName,
  );
}
