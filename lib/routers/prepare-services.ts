import type { RouterConnection } from './driver';
import type { ServiceOnRouter } from './lookups/desired';
import { type PreparedService, prepareService } from './prepare-service';
import { withOwnProfiles } from './push/with-own-profiles';
import type { RouterFacts } from './rules/desired-service';

/**
 * Computes the rows of services over an open connection, because a plan on an operator's profile depends on that
 * profile's current values.
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
