import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { type EventData, type EventName, eventCatalog } from '@/lib/jobs/event-catalog';
import {
  countConnections,
  findStopTold,
  findUserOfSignUp,
  grantOf,
  templateOfOrder,
} from './lookups/causes';
import { decideUsageMail } from './rules';
import { insertNotification, listRecentUsageMails, lockUsageMails, supersede } from './store';

/** The events customers are mailed about. */
export const mailedEvents = [
  'top-up/paid',
  'top-up/failed',
  'period/withheld',
  'allocation/used-up',
  'usage/alert',
  'order/executed',
  'order/failed',
  'service/changed',
  'service/router.confirmed',
  'service/connected',
] as const satisfies readonly EventName[];
type MailedEvent = (typeof mailedEvents)[number];

/** An event as received: its data is validated again here. */
export type ArrivedEvent = { name: string; data: unknown };

/**
 * Queues the mails for these events. Duplicate events, in any order and from any number of workers, queue their mail
 * once. Events without a mail are ignored.
 * @returns the number of new mails
 */
export async function queueNotifications(
  ctx: Ctx,
  arrived: readonly ArrivedEvent[],
): Promise<number> {
  requireStaffOrSystem(ctx, 'notifications.write');
  let queued = 0;
  // Each in its own transaction: an event that cannot be handled must not affect the others.
  for (const event of arrived) {
    const id = await inTransaction(ctx, (tctx) => queueOne(tctx, event));
    if (id !== null) queued += 1;
  }
  return queued;
}

type Handlers = {
  [N in MailedEvent]: (ctx: TxCtx, data: EventData<N>) => Promise<string | null>;
};

const handlers: Handlers = {
  'top-up/paid': (ctx, { topUpId, customerId }) =>
    insertNotification(ctx, {
      ...toCustomer(customerId),
      template: 'top_up_received',
      causeKey: `top-up:${topUpId}`,
      data: { topUpId },
    }),
  'top-up/failed': (ctx, { topUpId, customerId }) =>
    insertNotification(ctx, {
      ...toCustomer(customerId),
      template: 'payment_failed',
      causeKey: `top-up-failed:${topUpId}`,
      data: { topUpId },
    }),
  'period/withheld': (ctx, { serviceId, customerId, periodIndex }) =>
    insertNotification(ctx, {
      ...toCustomer(customerId),
      template: 'service_stopped',
      causeKey: `withheld:${serviceId}:${periodIndex}`,
      serviceId,
      data: { serviceId, periodIndex },
    }),
  'order/executed': async (ctx, { orderId, customerId }) =>
    insertNotification(ctx, {
      ...toCustomer(customerId),
      template: await templateOfOrder(ctx, orderId),
      causeKey: `order:${orderId}`,
      data: { orderId },
    }),
  'order/failed': (ctx, { orderId, customerId }) =>
    insertNotification(ctx, {
      ...toCustomer(customerId),
      template: 'order_failed',
      causeKey: `order:${orderId}:failed`,
      data: { orderId },
    }),
  'usage/alert': (ctx, data) => queueUsageMail(ctx, data),
  'allocation/used-up': (ctx, data) => queueUsageMail(ctx, { ...data, percent: 100 }),
  'service/changed': queueRestored,
  'service/router.confirmed': queueRestored,
  'service/connected': async (ctx, { serviceId, customerId }) => {
    const change = await countConnections(ctx, serviceId);
    return insertNotification(ctx, {
      ...toCustomer(customerId),
      template: 'service_connected',
      causeKey: `connected:${serviceId}:${change}`,
      serviceId,
      data: { serviceId },
    });
  },
};

async function queueOne(ctx: TxCtx, { name, data }: ArrivedEvent): Promise<string | null> {
  const known = mailedEvents.find((mailed) => mailed === name);
  if (known === undefined) return null;
  // The catalogue's schema for `known` is exactly the input of its handler.
  const handle = handlers[known] as (ctx: TxCtx, data: unknown) => Promise<string | null>;
  return handle(ctx, eventCatalog[known].parse(data));
}

/** The end of the data arrives both as a 100 % alert and as `used-up`; both queue the same mail. */
async function queueUsageMail(
  ctx: TxCtx,
  { serviceId, customerId, percent }: EventData<'usage/alert'>,
): Promise<string | null> {
  await lockUsageMails(ctx, serviceId);
  const grant = await grantOf(ctx, serviceId);
  const recent = await listRecentUsageMails(ctx, serviceId);
  const decision = decideUsageMail({ percent, grant }, recent, ctx.now);
  if (decision.kind === 'superseded') return null;
  const id = await insertNotification(ctx, {
    ...toCustomer(customerId),
    template: percent >= 100 ? 'data_used_up' : 'data_alert',
    causeKey: `data:${serviceId}:${grant}:${percent}`,
    serviceId,
    dueAt: decision.dueAt,
    data: { serviceId, percent, grant },
  });
  const lower = recent.filter((mail) => mail.sentAt === null && mail.percent < percent);
  await supersede(
    ctx,
    lower.map((mail) => mail.id),
  );
  return id;
}

/** Only customers who were told that a service stopped are told that it is back. */
async function queueRestored(
  ctx: TxCtx,
  { serviceId, customerId }: EventData<'service/changed'>,
): Promise<string | null> {
  const told = await findStopTold(ctx, serviceId);
  if (told === null) return null;
  return insertNotification(ctx, {
    ...toCustomer(customerId),
    template: 'service_restored',
    causeKey: `restored:${told.id}`,
    serviceId,
    data: { serviceId },
  });
}

function toCustomer(customerId: number): { customerId: number; userId: null } {
  return { customerId, userId: null };
}

/**
 * Queues the mail with a link for its addressee only. `eventId` identifies the request, so each request gets one
 * mail, even if its event is repeated.
 * @returns the notification to send
 */
export async function queueAccountMail(
  ctx: Ctx,
  input: { kind: 'invitation' | 'password_reset'; userId: number; eventId: string },
): Promise<{ notificationId: string | null }> {
  requireStaffOrSystem(ctx, 'notifications.write');
  const { kind, userId, eventId } = input;
  return inTransaction(ctx, async (tctx) => ({
    notificationId: await insertNotification(tctx, {
      customerId: null,
      userId,
      template: kind,
      causeKey: `${kind}:${eventId}`,
      data: { userId },
    }),
  }));
}

/**
 * Queues the reply to a sign-up: the link that confirms the address or, if the person already has an account, a note
 * that they do. The form's response was the same for both.
 * @returns the notification to send; null if the sign-up no longer exists or must not be answered
 */
export async function queueSignUpMail(
  ctx: Ctx,
  { signUpId }: { signUpId: string },
): Promise<{ notificationId: string | null }> {
  requireStaffOrSystem(ctx, 'notifications.write');
  return inTransaction(ctx, async (tctx) => {
    const known = await findUserOfSignUp(tctx, signUpId);
    if (known === null) return { notificationId: null };
    const { userId } = known;
    const causeKey = `sign-up:${signUpId}`;
    const notificationId =
      userId === null
        ? await insertNotification(tctx, {
            ...{ customerId: null, userId, signUpId, causeKey },
            template: 'sign_up',
            data: { signUpId },
          })
        : await insertNotification(tctx, {
            ...{ customerId: null, userId, causeKey },
            template: 'sign_up_known',
            data: { userId },
          });
    return { notificationId };
  });
}
