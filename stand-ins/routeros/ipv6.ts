import { isEnabled, type Router, type Row } from './model';

/** The prefix of a new PPP session, from the secret or else from a pool of its profile. */
export function prefixFor(router: Router, secret: Row, profile: Row): string | undefined {
  if (!router.traits.hasIpv6 || profile.values.get('use-ipv6') === 'no') return undefined;
  const pools = ['remote-ipv6-prefix-pool', 'dhcpv6-pd-pool'].map((name) =>
    profile.values.get(name),
  );
  const [given] = [secret.values.get('remote-ipv6-prefix'), ...pools].filter(
    (value) => value && value !== 'none',
  );
  return given;
}

/** Whether a forward rule rejects a list with this prefix; decided by the rules and rows that the router holds. */
export function isPrefixHeld(router: Router, prefix: string): boolean {
  if (!router.hasMenu('ipv6/firewall/filter')) return false;
  const lists = router
    .table('ipv6/firewall/address-list')
    .find('address', prefix)
    .filter(isEnabled)
    .map((row) => row.values.get('list'));
  return [...router.table('ipv6/firewall/filter').rows.values()].some(
    ({ values }) =>
      values.get('disabled') !== 'true' &&
      values.get('chain') === 'forward' &&
      ['drop', 'reject'].includes(values.get('action') ?? '') &&
      lists.includes(values.get('src-address-list')),
  );
}
