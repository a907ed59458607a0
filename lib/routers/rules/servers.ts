import type { DesiredService, RouterFacts } from './desired-service';

/** A server of the router without which nobody gets online by that access method. */
export type RouterServer = 'pppoe' | 'dhcp' | 'hotspot';

/** Returns the server that a service needs to get online; null for one that needs none, or is not served now. */
export function serverFor({
  accessMethod,
  address,
  status,
  isHere,
}: DesiredService): RouterServer | null {
  if (!isHere || status !== 'active') return null;
  if (accessMethod === 'pppoe' || accessMethod === 'hotspot') return accessMethod;
  // A fixed address can be set by hand on the customer's device.
  return accessMethod === 'static' && address.mode === 'dynamic' ? 'dhcp' : null;
}

/** Returns the server that the router lacks for this service; null if it has it, or was not asked. */
export function lackedServer(
  service: DesiredService,
  { servers }: RouterFacts,
): `${RouterServer}_server` | null {
  const needed = serverFor(service);
  return needed !== null && servers?.[needed] === false ? `${needed}_server` : null;
}
