import { pruneIdentity } from '@/lib/identity/prune-identity';
import { createSweep, once } from '../create-sweep';

/** Nightly: ended sessions, spent links and old rate limits go. */
export const pruneIdentityFunction = createSweep('prune-identity', '27 2 * * *', {
  identity: once(pruneIdentity),
});
