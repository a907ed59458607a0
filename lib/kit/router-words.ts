import type { RouterStatus } from './words';

/**
 * Whether a router with this status accepts services that are new to it: staff have put it into service, and it has
 * responded at least once. The same as `router_is_taking` in db/sql/routers.sql; a test proves both equal.
 */
export function doesRouterTake(status: RouterStatus): boolean {
  return status !== 'off' && status !== 'new';
}

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
