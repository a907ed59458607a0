/**
 * Behaviour of real routers that is not established. Each is a switch, so that the product can be tested either way;
 * the defaults are the likelier behaviour.
 */
export type Quirks = {
  /** Columns that `=stats=` adds to `/ppp/active/print`: none, or `bytes` as `download/upload`. */
  activeStats: 'none' | 'bytes';
  /** Category of `failure: …` traps; RouterOS is believed to send none. */
  failureCategory: string | undefined;
  /** Response to the word `#`, which some clients send as a keep-alive. */
  hashAnswer: 'trap' | 'empty' | 'done';
  /** `!empty` before the `!done` of every write. */
  emptyOnWrites: boolean;
  /** The interface of a login's second session: `<pppoe-anna-1>`, or the same name again. */
  secondInterface: 'numbered' | 'same-name';
  queueCountersSurviveSet: boolean;
  /** `2026-05-31` or `may/31/2026`; defaults to the release's format. */
  hasIsoDates: boolean | undefined;
  /** When a changed lease takes effect on a bound client. */
  leaseChangesApply: 'at-once' | 'at-renewal';
  /** Whether `block-access` drops a bound client, or only refuses its next renewal. */
  blockAccess: 'drops' | 'refuses-renewal';
  /** The documentation shows both `dhcp-ds<MAC>` and `dhcp-ds<host name/MAC>`. */
  leaseQueueName: 'mac' | 'host-and-mac';
};

export const likelyQuirks: Quirks = {
  activeStats: 'none',
  failureCategory: undefined,
  hashAnswer: 'trap',
  emptyOnWrites: false,
  secondInterface: 'numbered',
  queueCountersSurviveSet: true,
  hasIsoDates: undefined,
  leaseChangesApply: 'at-once',
  blockAccess: 'drops',
  leaseQueueName: 'mac',
};
