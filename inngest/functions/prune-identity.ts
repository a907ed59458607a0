import { pruneSignUps } from '@/lib/customers/sign-up/prune-sign-ups';
import { pruneIdentity } from '@/lib/identity/prune-identity';
import { createSweep, once } from '../create-sweep';

/** Nightly: ended sessions, spent links, old rate limits and sign-ups nobody confirmed go. */
export const pruneIdentityFunction = createSweep('prune-identity', '27 2 * * *', {
  identity: once(pruneIdentity),
  'sign-ups': once(pruneSignUps),
});
