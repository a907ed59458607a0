import { eventType } from 'inngest';
import { EVENT_CATALOG } from '@/lib/jobs/event-catalog';
import { mailedEvents } from '@/lib/notifications/queue-notifications';

/** The catalogue's events as Inngest triggers: typed, and checked again when they arrive. */
export const walletCredited = eventType('wallet/credited', {
  schema: EVENT_CATALOG['wallet/credited'],
});
export const routerDirty = eventType('router/dirty', { schema: EVENT_CATALOG['router/dirty'] });
export const routerPollDue = eventType('router/poll.due', {
  schema: EVENT_CATALOG['router/poll.due'],
});
export const routerReconcileDue = eventType('router/reconcile.due', {
  schema: EVENT_CATALOG['router/reconcile.due'],
});
export const routerKickAsked = eventType('router/kick.asked', {
  schema: EVENT_CATALOG['router/kick.asked'],
});
export const routerSessionsEnded = eventType('router/sessions.ended', {
  schema: EVENT_CATALOG['router/sessions.ended'],
});
export const rolloutStarted = eventType('catalog/rollout.started', {
  schema: EVENT_CATALOG['catalog/rollout.started'],
});
export const bulkStarted = eventType('bulk/started', { schema: EVENT_CATALOG['bulk/started'] });

/** Triggers of the mails to customers, and of those about people's accounts. */
export const mailedToCustomers = mailedEvents.map((name) =>
  eventType(name, { schema: EVENT_CATALOG[name] }),
);
export const userInvited = eventType('user/invited', { schema: EVENT_CATALOG['user/invited'] });
export const signUpRequested = eventType('sign-up/requested', {
  schema: EVENT_CATALOG['sign-up/requested'],
});
export const passwordResetRequested = eventType('user/password-reset.requested', {
  schema: EVENT_CATALOG['user/password-reset.requested'],
});
