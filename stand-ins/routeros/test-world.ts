import type { RouterSimulator } from './simulator';

/** Adds one of everything, so that each menu has a row to show. */
export function furnishTestWorld(router: RouterSimulator): void {
  router.run('/ip/pool/add', { name: 'pool1', ranges: '10.0.0.10-10.0.0.20' });
  router.run('/ppp/profile/add', {
    name: 'gold',
    'local-address': '10.0.0.1',
    'remote-address': 'pool1',
    'rate-limit': '2M/10M',
  });
  router.run('/ppp/secret/add', { name: 'anna', password: 'pw', profile: 'gold' });
  router.run('/ppp/secret/add', {
    name: 'ended',
    password: 'pw',
    'local-address': '10.0.0.1',
    'remote-address': '10.0.0.9',
    comment: 'isp:1',
  });
  router.run('/queue/simple/add', { name: 'q1', target: '10.1.1.2', comment: 'isp:2' });
  router.run('/ip/firewall/address-list/add', { list: 'vip', address: '10.1.1.2' });
  router.run('/ip/firewall/address-list/add', { list: 'timed', address: 'x.net', timeout: '1h' });
  router.run('/ip/firewall/filter/add', { chain: 'forward', action: 'drop' });
  if (router.device.traits.hasIpv6) {
    router.run('/ipv6/firewall/address-list/add', { list: 'vip', address: '2001:db8::/56' });
    router.run('/ipv6/firewall/filter/add', { chain: 'forward', action: 'drop' });
  }
  router.run('/ip/route/add', { 'dst-address': '10.7.0.0/16', gateway: '10.1.1.2' });
  router.run('/ip/dhcp-server/add', { name: 'lan', interface: 'ether4', 'address-pool': 'pool1' });
  router.run('/ip/dhcp-server/network/add', { address: '10.2.0.0/24', gateway: '10.2.0.1' });
  const lease = '/ip/dhcp-server/lease/add';
  router.run(lease, { address: '10.2.0.2', 'mac-address': '02:00:00:00:00:aa' });
  router.run(lease, { address: '10.2.0.3', 'mac-address': '02:00:00:00:00:bb' });
  router.run('/ip/hotspot/set', { '.id': 'hotspot1', 'address-pool': 'pool1' });
  router.run('/ip/hotspot/user/profile/add', { name: 'hour', 'session-timeout': '1h' });
  router.run('/ip/hotspot/user/add', { name: 'hugo', profile: 'hour' });
  router.run('/ip/hotspot/user/add', {
    name: 'ida',
    password: 'pw',
    'limit-uptime': '1m',
    'limit-bytes-in': '1',
    'limit-bytes-out': '2',
    'limit-bytes-total': '3',
  });
  const mac = '02:00:00:00:00:AA';
  router.dial('anna', 'pw', '02:00:00:00:00:01');
  router.dial('ended', 'pw', '02:00:00:00:00:03');
  router.hangUp('ended');
  router.plugIn({ kind: 'dhcp', login: mac, password: '', mac });
  router.plugIn({ kind: 'hotspot', login: 'hugo', password: '', mac: '02:00:00:00:00:02' });
}
