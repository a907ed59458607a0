import manifest from 'node-routeros/package.json' with { type: 'json' };
import { RouterError } from '../driver';

/** The guards override internals of this release and were tested with no other. */
export const PINNED_VERSION = '1.6.9';

/** @throws RouterError of kind `usage` when another release of the client is installed. */
export function assertPinnedClient(installed: string = manifest.version): void {
  if (installed !== PINNED_VERSION) {
    throw new RouterError(
      'usage',
      `node-routeros ${PINNED_VERSION} is required, ${installed} is installed`,
    );
  }
}
