/** Why what a router had confirmed is in doubt. */
export const unconfirmReasons = [
  'address',
  'certificate',
  'changed',
  'device',
  'emptied',
  'missing',
] as const;
export type UnconfirmReason = (typeof unconfirmReasons)[number];
