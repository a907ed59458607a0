import 'server-only';
import { requireSubscriberCtx, type SubscriberCtx } from '@/app/_auth/session';
import { formActionFor } from '@/app/_forms/form-action';
import { getOperatorFormats } from './operator';

/** A server action of the portal: the signed-in subscriber, acting on their own customer only. */
export const subscriberAction = formActionFor<SubscriberCtx>({
  who: requireSubscriberCtx,
  formats: getOperatorFormats,
});
