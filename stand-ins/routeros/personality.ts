import { Trap, trapCategory } from './trap';

/** The RouterOS releases whose differences are visible through the API. */
export type Personality = '6.49' | '7.17' | '7.18' | '7.23' | 'legacy-md5';

export type Traits = {
  /** As printed by `/system/resource`. */
  version: string;
  isV7: boolean;
  /** RouterOS 6 has IPv6 only with a package that is off by default. */
  hasIpv6: boolean;
  /** `!empty` before `!done` when a print has no rows. */
  hasEmptyReply: boolean;
  /** `2026-05-31 00:00:00` instead of `may/31/2026 00:00:00`. */
  hasIsoDates: boolean;
  /** MD5 challenge login only, as before 6.43. */
  hasChallengeLogin: boolean;
  /** Two traps instead of one for a path that does not exist. */
  hasDoubleTraps: boolean;
  /** `/ip/service` lists each connection as a dynamic row under the name of its service. */
  hasConnectionRows: boolean;
};

const v6: Traits = {
  version: '6.49.17 (long-term)',
  isV7: false,
  hasIpv6: false,
  hasEmptyReply: false,
  hasIsoDates: false,
  hasChallengeLogin: false,
  hasDoubleTraps: false,
  hasConnectionRows: false,
};

const v7: Traits = {
  ...v6,
  version: '7.17.2 (stable)',
  isV7: true,
  hasIpv6: true,
  hasIsoDates: true,
};

const traitsByBuild: Record<Personality, Traits> = {
  '6.49': v6,
  '7.17': v7,
  '7.18': { ...v7, version: '7.18.2 (stable)', hasEmptyReply: true },
  '7.23': {
    ...v7,
    version: '7.23.7 (long-term)',
    hasEmptyReply: true,
    hasDoubleTraps: true,
    hasConnectionRows: true,
  },
  'legacy-md5': { ...v6, version: '6.40.9 (bugfix)', hasChallengeLogin: true },
};

export function traitsOf(personality: Personality): Traits {
  return traitsByBuild[personality];
}

/** The trap for a path that leads to no menu. */
export function unknownPath(traits: Traits, path: string): Trap {
  const category = trapCategory.missingItemOrCommand;
  const prefix = { message: 'no such command prefix', category };
  if (!traits.hasDoubleTraps) return new Trap(prefix);
  const last = path.split('/').at(-1) ?? path;
  return new Trap({ message: `no such command or directory (${last})`, category }, prefix);
}
