import type { RouterConnection } from './driver';
import type { ServiceOnRouter } from './lookups/desired';
import { type PreparedService, prepareService } from './prepare-service';
import { withOwnProfiles } from './push/with-own-profiles';
import type { RouterFacts } from './rules/desired-service';

/**
 * Works out the rows of services with their router in hand: a plan on a profile of the operator's needs to
 * know what that profile says now.
 * @throws RouterError when the connection is lost
 */
export async function prepareServices(
  connection: RouterConnection,
  facts: RouterFacts,
  loaded: readonly ServiceOnRouter[],
): Promise<PreparedService[]> {
  const services = loaded.map(({ service }) => service);
  const known = await withOwnProfiles(connection, facts, services);
  return loaded.map((one) => prepareService(one, known));
}
