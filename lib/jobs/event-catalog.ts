import { z } from 'zod';
import { EndedCut } from '@/lib/kit/ended-cut';

const id = z.number().int().positive();
const uuid = z.uuid();
const service = z.object({ serviceId: id, customerId: id });
const routerOutcome = service.extend({ routerId: id, version: z.number().int() });

/**
 * Every event of the product: its name and the shape of its data. Data contains ids and small facts, never secrets or
 * amounts to act on: a consumer loads the current state from the database.
 */
export const eventCatalog = {
  /** Credit may reach further, because it increased or because something became cheaper: stopped services may resume, waiting orders may execute. */
  'wallet/credited': z.object({ customerId: id }),
  /** A service on this router has a desired version the router has not confirmed. */
  'router/dirty': z.object({ routerId: id }),
  /** This router is due for usage polling. */
  'router/poll.due': z.object({ routerId: id }),
  /** This router is due for reconciliation. */
  'router/reconcile.due': z.object({ routerId: id }),
  /** Staff asked to end a session that was running at `askedAt`; later sessions are not affected. */
  'router/kick.asked': service.extend({ routerId: id, askedAt: z.iso.datetime() }),
  /**
   * Sessions on this router were ended as part of other work; a client that signed in during it may be online again.
   */
  'router/sessions.ended': z.object({ routerId: id, ended: z.array(EndedCut).readonly() }),
  'service/changed': service,
  /** The service can now connect: it has a router and everything its access method needs there. */
  'service/connected': service,
  'service/router.confirmed': routerOutcome,
  /** `reason` is a message key, never the router's raw text. */
  'service/router.failed': service.extend({ routerId: id, reason: z.string().max(200) }),
  /** Staff chose to give existing services other terms; `apply-item-change` processes them. */
  'catalog/rollout.started': z.object({ rolloutId: uuid }),
  /** Staff started a bulk action; `apply-bulk` processes its rows. */
  'bulk/started': z.object({ bulkId: uuid }),
  'top-up/paid': z.object({ topUpId: uuid, customerId: id }),
  /** A payment was completed by the payer but failed afterwards: nothing was credited. */
  'top-up/failed': z.object({ topUpId: uuid, customerId: id }),
  'order/executed': z.object({ orderId: uuid, customerId: id }),
  /** An order that waited for credit could no longer be executed as confirmed: nothing was bought. */
  'order/failed': z.object({ orderId: uuid, customerId: id }),
  'period/allocated': service.extend({ periodIndex: z.number().int() }),
  'period/withheld': service.extend({ periodIndex: z.number().int() }),
  'allocation/used-up': service,
  /** `percent` of the data in force is used (50, 80, 100). */
  'usage/alert': service.extend({ percent: z.number().int().min(1).max(100) }),
  /** A person is to get the mail with which they choose their first password. */
  'user/invited': z.object({ userId: id }),
  'user/password-reset.requested': z.object({ userId: id }),
  /** Someone wants to open an account and is to get the mail that confirms their address. */
  'sign-up/requested': z.object({ signUpId: uuid }),
} as const;

export type EventName = keyof typeof eventCatalog;
export type EventData<N extends EventName> = z.infer<(typeof eventCatalog)[N]>;
export const eventNames = Object.keys(eventCatalog) as EventName[];
