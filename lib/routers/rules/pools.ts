import type { DesiredPool } from './desired-service';
import type { ActualRow } from './rows';

/** A pool as the router last confirmed it. */
export type ConfirmedPool = {
  poolId: number;
  name: string;
  ranges: string;
  /** We added the row; one that stood there before under the name is never removed. */
  isOurs: boolean;
};

/** What one pool needs on the router, and what is remembered once it is done. */
export type PoolStep = {
  change:
    | { kind: 'none' }
    | { kind: 'add'; attributes: Record<string, string> }
    | {
        kind: 'set';
        id: string;
        attributes: Record<string, string>;
      };
  confirmed: ConfirmedPool;
};

/**
 * Brings each pool of the product to the router: added, or changed in place, because profiles and
 * leases refer to the row and follow it to a new name.
 */
export function planPools(
  desired: readonly DesiredPool[],
  confirmed: readonly ConfirmedPool[],
  actual: readonly ActualRow[],
): PoolStep[] {
  const byName = new Map(actual.map((row) => [row.key, row]));
  const before = new Map(confirmed.map((pool) => [pool.poolId, pool]));
  return desired.map(({ poolId, name, ranges }) => {
    const known = before.get(poolId);
    const old = known?.name === name ? undefined : byName.get(known?.name ?? '');
    const row = byName.get(name) ?? old;
    const attributes = { name, ranges };
    // A row that has the new name while ours still has the old one is somebody else's.
    const isOurs = row === undefined || (known?.isOurs === true && (!old || row === old));
    const next = { poolId, name, ranges, isOurs };
    if (row === undefined) return { change: { kind: 'add', attributes }, confirmed: next };
    const isSame = row.key === name && row.values['ranges'] === ranges;
    return {
      change: isSame ? { kind: 'none' } : { kind: 'set', id: row.id, attributes },
      confirmed: next,
    };
  });
}

/** Pools that left the product, or were given up for a row that had their new name already. */
export function leftPools(
  desired: readonly DesiredPool[],
  confirmed: readonly ConfirmedPool[],
): ConfirmedPool[] {
  const wanted = new Set(desired.map(({ poolId }) => poolId));
  return confirmed.filter(({ poolId }) => !wanted.has(poolId));
}

/** The managed profiles that hand out addresses of one pool; see `profileOf`. */
export function isProfileOfPool(profileName: string, poolId: number): boolean {
  return new RegExp(`^isp-(?:stopped(?:-plan-\\d+)?|plan-\\d+(?:-slow)?)-p${poolId}$`).test(
    profileName,
  );
}
