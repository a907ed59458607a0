import { eventType } from 'inngest';
import { EVENT_CATALOG } from '@/lib/jobs/event-catalog';

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
export const rolloutStarted = eventType('catalog/rollout.started', {
  schema: EVENT_CATALOG['catalog/rollout.started'],
});
