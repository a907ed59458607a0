import type { PublicCtx } from './proven-ctx';
import { type SetPasswordInput, setPasswordByLink } from './set-password-by-link';

/** Sets a new password using the link from a reset mail. Throws `link_invalid`. */
export function resetPassword(ctx: PublicCtx, input: SetPasswordInput): Promise<{ email: string }> {
  return setPasswordByLink(ctx, input, { kind: 'reset', action: 'user.password-reset' });
}
