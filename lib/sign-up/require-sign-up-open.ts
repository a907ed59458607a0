import type { PublicCtx } from '@/lib/identity/proven-ctx';
import { refuse } from '@/lib/kit/errors';
import { getSettings } from '@/lib/settings/get-settings';

/** Refuses while the operator has sign-up switched off, as if the page did not exist. */
export async function requireSignUpOpen(ctx: PublicCtx): Promise<void> {
  const { selfSignUp } = await getSettings(ctx);
  if (!selfSignUp) refuse('not-found', 'not_found');
}
