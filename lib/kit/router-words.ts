import type { RouterStatus } from './words';

/**
 * Whether a router with this status accepts services that are new to it: staff have put it into service, and it has
 * responded at least once. The same as `router_is_taking` in db/sql/routers.sql; a test proves both equal.
 */
export function doesRouterTake(status: RouterStatus): boolean {
  return status !== 'off' && status !== 'new';
}

/**
 * What a Stopped line carries each way, in bits/s: enough for the portal and a card payment, and too slow for anything
 * else. It may be more than a slow plan's own rate.
 */
export const STOPPED_BITS_PER_SECOND = 512_000n;

/** Why a router's confirmed state is in doubt. */
export const unconfirmReasons = [
  'address',
  'certificate',
  'changed',
  'device',
  'emptied',
  'missing',
] as const;
export type UnconfirmReason = (typeof unconfirmReasons)[number];

/** What a look saw of the firewall rules that hold stopped customers. */
export const stopRules = ['in_place', 'missing'] as const;
export type StopRules = (typeof stopRules)[number];

export const pushOutcomes = ['confirmed', 'failed'] as const;
export type PushOutcome = (typeof pushOutcomes)[number];

export const driftKinds = ['missing', 'changed', 'orphan', 'foreign'] as const;
export type DriftKind = (typeof driftKinds)[number];

/** What can be undone on a router: repaired rows, or adopted ones. */
export const applyKinds = ['repair', 'adoption'] as const;
export type ApplyKind = (typeof applyKinds)[number];
