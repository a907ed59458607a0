import { eventType } from 'inngest';
import { eventCatalog } from '@/lib/jobs/event-catalog';
import { mailedEvents } from '@/lib/notifications/queue-notifications';

/** The catalogue's events as Inngest triggers: typed, and validated again on arrival. */
export const walletCredited = eventType('wallet/credited', {
  schema: eventCatalog['wallet/credited'],
});
export const routerDirty = eventType('router/dirty', { schema: eventCatalog['router/dirty'] });
export const routerPollDue = eventType('router/poll.due', {
  schema: eventCatalog['router/poll.due'],
});
export const routerReconcileDue = eventType('router/reconcile.due', {
  schema: eventCatalog['router/reconcile.due'],
});
export const routerKickAsked = eventType('router/kick.asked', {
  schema: eventCatalog['router/kick.asked'],
});
export const routerSessionsEnded = eventType('router/sessions.ended', {
  schema: eventCatalog['router/sessions.ended'],
});
export const rolloutStarted = eventType('catalog/rollout.started', {
  schema: eventCatalog['catalog/rollout.started'],
});
export const bulkStarted = eventType('bulk/started', { schema: eventCatalog['bulk/started'] });

/** Triggers of customer mails and account mails. */
export const mailedToCustomers = mailedEvents.map((name) =>
  eventType(name, { schema: eventCatalog[name] }),
);
export const userInvited = eventType('user/invited', { schema: eventCatalog['user/invited'] });
export const signUpRequested = eventType('sign-up/requested', {
  schema: eventCatalog['sign-up/requested'],
});
export const passwordResetRequested = eventType('user/password-reset.requested', {
  schema: eventCatalog['user/password-reset.requested'],
});
