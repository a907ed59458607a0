import type { RouterConnection } from './driver';
import type { ServiceOnRouter } from './lookups/desired';
import { type PreparedService, prepareService } from './prepare-service';
import { hasIpv6 } from './push/has-ipv6';
import { withOwnProfiles } from './push/with-own-profiles';
import { withServers } from './push/with-servers';
import type { RouterFacts } from './rules/desired-service';

/**
 * Computes the rows of services over an open connection, because a plan on an operator's profile depends on that
 * profile's current values, and an address on the router's servers.
 * @throws RouterError when the connection is lost
 */
export async function prepareServices(
  connection: RouterConnection,
  facts: RouterFacts,
  loaded: readonly ServiceOnRouter[],
): Promise<PreparedService[]> {
  const services = loaded.map(({ service }) => service);
  const [own, served, ipv6] = await Promise.all([
    withOwnProfiles(connection, facts, services),
    withServers(connection, facts, services),
    hasIpv6(connection, services),
  ]);
  const known = { ...own, ...served, hasIpv6: ipv6 };
  return loaded.map((one) => prepareService(one, known));
}
