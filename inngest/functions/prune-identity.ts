import { pruneIdentity } from '@/lib/identity/prune-identity';
import { pruneSignUps } from '@/lib/sign-up/prune-sign-ups';
import { createSweep, once } from './support/create-sweep';

/** Nightly: ended sessions, spent links, old rate limits and sign-ups nobody confirmed go. */
export const pruneIdentityFunction = createSweep('prune-identity', '27 2 * * *', {
  identity: once(pruneIdentity),
  'sign-ups': once(pruneSignUps),
});
