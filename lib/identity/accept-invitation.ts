import type { PublicCtx } from './proven-ctx';
import { type SetPasswordInput, setPasswordByLink } from './set-password-by-link';

/** Sets the first password using the link from an invitation. Throws `link_invalid`. */
export function acceptInvitation(
  ctx: PublicCtx,
  input: SetPasswordInput,
): Promise<{ email: string }> {
  return setPasswordByLink(ctx, input, { kind: 'invite', action: 'user.invitation-accepted' });
}
