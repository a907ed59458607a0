import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { users } from '@/db/schema/identity';
import { signUps } from '@/db/schema/sign-up';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { receiptNumberText } from '@/lib/payments/rules/receipt';
import {
  getPortalService,
  listPortalServices,
  type PortalService,
} from '@/lib/screens/portal/services';
import { wayBackOf } from '@/lib/screens/portal/way-back';
import { getTopUp } from '@/lib/screens/shared/top-ups';
import { getWallet } from '@/lib/screens/shared/wallet';
import { isStandingStill } from '@/lib/services/rules';
import type { NextStep, PaymentFailedFacts, TopUpFacts } from '../mail/money-mails';
import type {
  ConnectedFacts,
  DataAlertFacts,
  DataUsedUpFacts,
  RestoredFacts,
  StoppedFacts,
} from '../mail/service-mails';

/** A mail with more steps would not be read. */
const TOP_UP_STEPS_MAX = 5;

// The facts of each mail are read when it is sent. Null means they no longer apply, and the mail is not sent.

export async function findTopUpFacts(ctx: Ctx, topUpId: string): Promise<TopUpFacts | null> {
  const topUp = await getTopUp(ctx, topUpId);
  if (topUp.paidAt === null || topUp.receiptNumber === null) return null;
  const wallet = await getWallet(ctx, topUp.customerId);
  const services = await listPortalServices(ctx, topUp.customerId);
  return {
    topUpId,
    amount: { minor: topUp.amountMinor, currency: topUp.currency },
    paidAt: topUp.paidAt,
    receiptNumber: receiptNumberText(topUp.receiptNumber),
    balanceMinor: wallet.balanceMinor,
    next: services.flatMap(nextStepOf).sort(bySoonest).slice(0, TOP_UP_STEPS_MAX),
  };
}

function nextStepOf(portal: PortalService): NextStep[] {
  const { itemName: service, renewal } = portal;
  // A service that is not connected yet does not depend on credit.
  if (renewal.kind === 'none' || renewal.kind === 'connects') return [];
  if (renewal.kind === 'ends') return [{ kind: 'ends', service, at: renewal.at }];
  const { source, priceMinor } = renewal;
  const shortMinor = source.kind === 'short' ? source.shortMinor : null;
  if (renewal.kind === 'starts') {
    const back = wayBackOf(portal);
    if (back?.kind === 'decide') return [{ kind: 'decides', service }];
    return [{ kind: 'starts', service, shortMinor, isRouterAway: portal.isRouterAway }];
  }
  // Invoiced services do not use the credit this mail is about.
  if (source.kind === 'invoice') return [];
  return [{ kind: 'renews', service, at: renewal.at, priceMinor, shortMinor }];
}

/** Services that are off come first, then those due next. */
function bySoonest(left: NextStep, right: NextStep): number {
  const at = (step: NextStep) => ('at' in step ? step.at.getTime() : 0);
  return at(left) - at(right);
}

export async function findPaymentFailedFacts(
  ctx: Ctx,
  topUpId: string,
): Promise<PaymentFailedFacts | null> {
  const { status, customerId, amountMinor: minor, currency } = await getTopUp(ctx, topUpId);
  if (status !== 'failed' && status !== 'expired') return null;
  const { balanceMinor } = await getWallet(ctx, customerId);
  return { amount: { minor, currency }, balanceMinor, hasExpired: status === 'expired' };
}

export async function findStoppedFacts(
  ctx: Ctx,
  { serviceId, customerId }: { serviceId: number; customerId: number },
): Promise<StoppedFacts | null> {
  const service = await getPortalService(ctx, serviceId);
  const back = wayBackOf(service);
  // Where anything else keeps it off as well, a top-up would not bring it back.
  if (back?.kind !== 'top_up' || back.isFirst) return null;
  const { balanceMinor } = await getWallet(ctx, customerId);
  const { priceMinor, isRouterAway } = back;
  const { shortMinor, topUpMinor } = back.source;
  return {
    serviceId,
    service: service.itemName,
    ...{ priceMinor, balanceMinor, shortMinor, topUpMinor, isRouterAway },
  };
}

export async function findRestoredFacts(
  ctx: Ctx,
  serviceId: number,
): Promise<RestoredFacts | null> {
  const service = await getPortalService(ctx, serviceId);
  if (service.status !== 'active') return null;
  const until = 'at' in service.renewal ? service.renewal.at : null;
  return { serviceId, service: service.itemName, until };
}

export async function findConnectedFacts(
  ctx: Ctx,
  serviceId: number,
): Promise<ConnectedFacts | null> {
  const { status, itemName: service, renewal } = await getPortalService(ctx, serviceId);
  if (status === 'active') {
    return { serviceId, service, until: 'at' in renewal ? renewal.at : null, shortMinor: null };
  }
  if (renewal.kind !== 'starts' || renewal.source.kind !== 'short') return null;
  return { serviceId, service, until: null, shortMinor: renewal.source.shortMinor };
}

export async function findDataAlertFacts(
  ctx: Ctx,
  { serviceId, percent }: { serviceId: number; percent: number },
): Promise<DataAlertFacts | null> {
  const { itemName: service, data, state } = await getPortalService(ctx, serviceId);
  if (!data?.isLimited || data.expiresAt === null || data.grantedBytes === 0n) return null;
  const { grantedBytes, usedBytes, leftBytes, projection } = data;
  const isWaiting = isStandingStill(state);
  const until = isWaiting ? null : data.expiresAt;
  // New data was granted meanwhile, or all of it is used up, which has its own mail.
  if (usedBytes * 100n < grantedBytes * BigInt(percent) || leftBytes === 0n) return null;
  const lastsUntil = !isWaiting && projection.kind === 'runs-out' ? projection.at : null;
  return { serviceId, service, grantedBytes, usedBytes, leftBytes, until, lastsUntil };
}

export async function findDataUsedUpFacts(
  ctx: Ctx,
  serviceId: number,
): Promise<DataUsedUpFacts | null> {
  const service = await getPortalService(ctx, serviceId);
  const { itemName, data, renewal, can, state, isRouterAway } = service;
  if (!data?.isLimited || (!data.isBlocked && !data.isThrottled)) return null;
  return {
    serviceId,
    service: itemName,
    isSlowed: data.isThrottled,
    isWaiting: isStandingStill(state),
    renewsAt: renewal.kind === 'renews' && renewal.source.kind !== 'short' ? renewal.at : null,
    hasPacks: can.buyPack,
    isRouterAway,
  };
}

/** The recipient of a mail, and their language. */
export type Recipient = { name: string; address: string; language: string | null };

/**
 * Returns the customer's own address, or that of the first person who may sign in for it. Null if there is none, or
 * if the customer was erased or merged.
 */
export async function findCustomerRecipient(
  ctx: Ctx,
  customerId: number,
): Promise<Recipient | null> {
  const [row] = await readDb(ctx)
    .select({
      name: customers.name,
      address: customers.email,
      language: customers.language,
      erasedAt: customers.erasedAt,
      mergedIntoId: customers.mergedIntoId,
    })
    .from(customers)
    .where(eq(customers.id, customerId));
  const { name, address, language, erasedAt, mergedIntoId } = found(row);
  if (erasedAt !== null || mergedIntoId !== null) return null;
  if (address !== null) return { name, address, language };
  const [person] = await readDb(ctx)
    .select({ name: users.name, address: users.email, language: users.language })
    .from(users)
    .where(
      and(
        eq(users.customerId, customerId),
        eq(users.status, 'active'),
        isNotNull(users.passwordHash),
      ),
    )
    .orderBy(asc(users.id))
    .limit(1);
  return person ?? null;
}

/** Returns the person of an account mail; null if they may not sign in or no longer need an invitation. */
export async function findUserRecipient(
  ctx: Ctx,
  { userId, isInvitation }: { userId: number; isInvitation: boolean },
): Promise<Recipient | null> {
  const [row] = await readDb(ctx)
    .select({
      name: users.name,
      address: users.email,
      language: users.language,
      status: users.status,
      passwordHash: users.passwordHash,
    })
    .from(users)
    .where(eq(users.id, userId));
  const { name, address, language, status, passwordHash } = found(row);
  if (status !== 'active' || (isInvitation && passwordHash !== null)) return null;
  return { name, address, language };
}

/** Returns the person waiting for a sign-up link; null once the address has an account. */
export async function findSignUpRecipient(ctx: Ctx, signUpId: string): Promise<Recipient | null> {
  const [row] = await readDb(ctx)
    .select({ name: signUps.name, address: signUps.email, language: signUps.language })
    .from(signUps)
    .where(
      and(
        eq(signUps.id, signUpId),
        sql`not exists (select 1 from ${users} where lower(${users.email}) = lower(${signUps.email}))`,
      ),
    );
  return row ?? null;
}
