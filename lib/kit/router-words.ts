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
