import type { StopRules } from '@/lib/kit/router-words';
import type { RouterRow } from '../driver';
import { DISABLED_LIST, STOPPED_LIST } from './profiles';

export const preflightChecks = [
  'login',
  'encrypted',
  'rights',
  'plain_api_off',
  'api_addresses',
  'stopped_template',
  'disabled_template',
  'ipv6_template',
  'fasttrack',
] as const;
export type PreflightCheck = (typeof preflightChecks)[number];
/** `unknown`: the login may not read what the check needs. */
export type PreflightVerdict = 'good' | 'warning' | 'bad' | 'unknown';
export type Preflight = Record<PreflightCheck, PreflightVerdict>;

/** The router's relevant configuration; null when the login may not read it. */
export type PreflightFacts = {
  isEncrypted: boolean;
  /** Policies of the login's group, such as `api`, `write` and `!policy`. */
  policies: readonly string[] | null;
  services: readonly RouterRow[] | null;
  firewallRules: readonly RouterRow[] | null;
  /** Its IPv6 filter rules, or `absent` when the router has no IPv6 menus. */
  ipv6Rules: readonly RouterRow[] | 'absent' | null;
};

/** A saved check list lacks the checks that were added to the product after it was made. */
type SavedVerdict = PreflightVerdict | 'unmade';

/** Adds the checks that are missing from saved results. */
export function withUnmadeChecks(saved: Record<string, string>): Record<string, string> {
  const unmade = preflightChecks.map((check) => [check, 'unmade' satisfies SavedVerdict]);
  return { ...Object.fromEntries(unmade), ...saved };
}

/** Rights we never use; each would let a stolen login do more harm. */
const needless = ['policy', 'ftp', 'reboot', 'sensitive', 'ssh', 'telnet', 'winbox', 'web'];

/** Judges how a router is set up for us. Repairs nothing, because the router is the operator's. */
export function judgePreflight(facts: PreflightFacts): Preflight {
  return {
    login: 'good',
    encrypted: facts.isEncrypted ? 'good' : 'warning',
    rights: judgeRights(facts.policies),
    ...judgeServices(facts),
    ...judgeFirewall(facts.firewallRules),
    ipv6_template: judgeIpv6(facts.ipv6Rules),
  };
}

function judgeRights(policies: readonly string[] | null): PreflightVerdict {
  if (policies === null) return 'unknown';
  if (!['api', 'read', 'write'].every((policy) => policies.includes(policy))) return 'bad';
  return needless.some((policy) => policies.includes(policy)) ? 'warning' : 'good';
}

function judgeServices({ services, isEncrypted }: PreflightFacts) {
  if (services === null) return { plain_api_off: 'unknown', api_addresses: 'unknown' } as const;
  const isOn = (name: string) =>
    services.some((row) => row['name'] === name && row['disabled'] !== 'true');
  const used = services.find((row) => row['name'] === (isEncrypted ? 'api-ssl' : 'api'));
  return {
    plain_api_off: isOn('api') ? ('warning' as const) : ('good' as const),
    api_addresses: used?.['address'] ? ('good' as const) : ('warning' as const),
  };
}

function judgeFirewall(rules: readonly RouterRow[] | null) {
  if (rules === null) {
    return {
      stopped_template: 'unknown',
      disabled_template: 'unknown',
      fasttrack: 'unknown',
    } as const;
  }
  const active = rules.filter((row) => row['disabled'] !== 'true');
  // FastTrack bypasses queues, so limits do not apply and bytes are not counted.
  const isFast = active.some((row) => row['action'] === 'fasttrack-connection');
  return {
    stopped_template: blocks(rules, STOPPED_LIST) ? ('good' as const) : ('bad' as const),
    disabled_template: blocks(rules, DISABLED_LIST) ? ('good' as const) : ('warning' as const),
    fasttrack: isFast ? ('warning' as const) : ('good' as const),
  };
}

/** The prefix of a stopped customer is on a list that only these rules act on. */
function judgeIpv6(rules: PreflightFacts['ipv6Rules']): PreflightVerdict {
  if (rules === null) return 'unknown';
  if (rules === 'absent') return 'good';
  if (!blocks(rules, STOPPED_LIST)) return 'bad';
  return blocks(rules, DISABLED_LIST) ? 'good' : 'warning';
}

function blocks(rules: readonly RouterRow[], list: string): boolean {
  return rules.some(
    (row) =>
      row['disabled'] !== 'true' &&
      row['src-address-list'] === list &&
      (row['action'] === 'reject' || row['action'] === 'drop'),
  );
}

/** Returns whether a router stops the customers on our list; null when the login may not read its rules. */
export function judgeStopRules({
  firewallRules,
  ipv6Rules,
}: Pick<PreflightFacts, 'firewallRules' | 'ipv6Rules'>): StopRules | null {
  const isMissing = (rules: PreflightFacts['ipv6Rules']) =>
    rules !== null && rules !== 'absent' && !blocks(rules, STOPPED_LIST);
  if (isMissing(firewallRules) || isMissing(ipv6Rules)) return 'missing';
  return firewallRules === null || ipv6Rules === null ? null : 'in_place';
}
