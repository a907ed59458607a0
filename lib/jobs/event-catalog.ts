import { z } from 'zod';
import { EndedCut } from '@/lib/kit/ended-cut';

const id = z.number().int().positive();
const uuid = z.uuid();
const service = z.object({ serviceId: id, customerId: id });
const routerOutcome = service.extend({ routerId: id, version: z.number().int() });

/**
 * Every event of the product: its name and what its data must hold. Data carries ids and small
 * facts, never amounts to act on or secrets: a reader loads the truth of now from the database.
 */
export const eventCatalog = {
  /** Credit rose, whatever the cause: stopped services may resume, waiting orders may execute. */
  'wallet/credited': z.object({ customerId: id }),
  /** Some service of this router has a desired version the router has not confirmed. */
  'router/dirty': z.object({ routerId: id }),
  /** The round of usage polling has come to this router. */
  'router/poll.due': z.object({ routerId: id }),
  /** This router's turn in a reconciliation. */
  'router/reconcile.due': z.object({ routerId: id }),
  /** Staff want a session ended that ran at `askedAt`; later ones are not meant. */
  'router/kick.asked': service.extend({ routerId: id, askedAt: z.iso.datetime() }),
  /** Sessions of this router were ended along with other work: who signed in at that moment may be back. */
  'router/sessions.ended': z.object({ routerId: id, ended: z.array(EndedCut).readonly() }),
  'service/changed': service,
  /** It got the means to connect: a router, and what its way of access needs there. */
  'service/connected': service,
  'service/router.confirmed': routerOutcome,
  /** `reason` is a key for people, never the router's raw text. */
  'service/router.failed': service.extend({ routerId: id, reason: z.string().max(200) }),
  /** Staff decided that existing services get other terms; `apply-item-change` works through them. */
  'catalog/rollout.started': z.object({ rolloutId: uuid }),
  /** Staff do one thing to many; `apply-bulk` works through them. */
  'bulk/started': z.object({ bulkId: uuid }),
  'top-up/paid': z.object({ topUpId: uuid, customerId: id }),
  /** A payment was finished by the payer and refused afterwards: nothing was credited. */
  'top-up/failed': z.object({ topUpId: uuid, customerId: id }),
  'order/executed': z.object({ orderId: uuid, customerId: id }),
  /** It waited for credit, and when that came it was not possible as it was confirmed: nothing was bought. */
  'order/failed': z.object({ orderId: uuid, customerId: id }),
  'period/allocated': service.extend({ periodIndex: z.number().int() }),
  'period/withheld': service.extend({ periodIndex: z.number().int() }),
  'allocation/used-up': service,
  /** `percent` of the data in force is used (50, 80, 100). */
  'usage/alert': service.extend({ percent: z.number().int().min(1).max(100) }),
  /** A person waits for the mail with which they choose their first password. */
  'user/invited': z.object({ userId: id }),
  'user/password-reset.requested': z.object({ userId: id }),
  /** Somebody wants to open an account and waits for the mail that confirms their address. */
  'sign-up/requested': z.object({ signUpId: uuid }),
} as const;

export type EventName = keyof typeof eventCatalog;
export type EventData<N extends EventName> = z.infer<(typeof eventCatalog)[N]>;
export const eventNames = Object.keys(eventCatalog) as EventName[];
