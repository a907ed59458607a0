import 'server-only';
import { requireSubscriberCtx, type SubscriberCtx } from '@/app/_auth/session';
import { formActionFor } from '@/app/_forms/form-action';
import { getOperatorFormats } from './operator';

/** A server action of the portal for the signed-in subscriber, limited to their own customer. */
export const subscriberAction = formActionFor<SubscriberCtx>({
  who: requireSubscriberCtx,
  formats: getOperatorFormats,
});
