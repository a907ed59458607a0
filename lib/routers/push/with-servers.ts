import type { RouterConnection } from '../driver';
import type { DesiredService, RouterFacts, RouterServers } from '../rules/desired-service';
import { serverFor } from '../rules/servers';
import { orNothing } from './push-pools';

/**
 * Adds to the facts of a router whether it has the servers without which these services cannot get online; it is asked
 * only for those that one of them needs.
 * @throws RouterError when the connection is lost
 */
export async function withServers(
  connection: RouterConnection,
  facts: RouterFacts,
  services: readonly DesiredService[],
): Promise<RouterFacts> {
  const needed = new Set(services.map(serverFor));
  const servers: RouterServers = {};
  if (needed.has('pppoe')) {
    servers.pppoe = await isServed(connection, '/interface/pppoe-server/server');
  }
  if (needed.has('dhcp')) servers.dhcp = await isServed(connection, '/ip/dhcp-server');
  if (needed.has('hotspot')) servers.hotspot = await isServed(connection, '/ip/hotspot');
  return { ...facts, servers };
}

async function isServed(connection: RouterConnection, menu: string): Promise<boolean> {
  const rows = await orNothing(() => connection.print(menu, { fields: ['disabled'] }));
  return rows.some((row) => row['disabled'] !== 'true');
}
