import { pruneIdentity } from '@/lib/identity/prune-identity';
import { pruneSignUps } from '@/lib/sign-up/prune-sign-ups';
import { createSweep, once } from './support/create-sweep';

/** Nightly: deletes ended sessions, used links, expired rate limits and unconfirmed sign-ups. */
export const pruneIdentityFunction = createSweep('prune-identity', '27 2 * * *', {
  identity: once(pruneIdentity),
  'sign-ups': once(pruneSignUps),
});
