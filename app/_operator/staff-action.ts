import 'server-only';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import { formActionFor } from '@/app/_forms/form-action';
import { getOperatorFormats } from './operator';

/** A server action of the admin for signed-in staff; each command checks its own right. */
export const staffAction = formActionFor<StaffCtx>({
  who: () => requireStaffCtx(),
  formats: getOperatorFormats,
});
