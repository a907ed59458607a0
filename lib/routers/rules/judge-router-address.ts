import { BlockList, isIP } from 'node:net';

/** Ranges that contain no router, but the server's own neighbours and metadata service. */
const forbidden = new BlockList();
forbidden.addSubnet('0.0.0.0', 8, 'ipv4');
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addSubnet('192.0.0.0', 24, 'ipv4');
forbidden.addSubnet('224.0.0.0', 3, 'ipv4');
forbidden.addAddress('100.100.100.200', 'ipv4');
forbidden.addAddress('::', 'ipv6');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addSubnet('ff00::', 8, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Ranges where plain text is acceptable: the operator's own network or a tunnel into it. */
const internal = new BlockList();
internal.addSubnet('10.0.0.0', 8, 'ipv4');
internal.addSubnet('172.16.0.0', 12, 'ipv4');
internal.addSubnet('192.168.0.0', 16, 'ipv4');
internal.addSubnet('100.64.0.0', 10, 'ipv4');
internal.addSubnet('fc00::', 7, 'ipv6');

export type AddressVerdict = 'allowed' | 'forbidden_range' | 'plain_text_outside';

/** Decides whether the server may dial an address that staff typed, or one that a typed name resolves to. */
export function judgeRouterAddress(
  address: string,
  options: { allowsLoopback: boolean; isEncrypted: boolean },
): AddressVerdict {
  const version = isIP(address);
  if (version === 0) return 'forbidden_range';
  // An IPv4 address inside an IPv6 one is judged as IPv4; BlockList does that itself.
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (loopback.check(address, family)) {
    return options.allowsLoopback ? 'allowed' : 'forbidden_range';
  }
  if (forbidden.check(address, family)) return 'forbidden_range';
  return options.isEncrypted || internal.check(address, family) ? 'allowed' : 'plain_text_outside';
}
