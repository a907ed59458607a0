import { actorLabel, type TxCtx } from '@/lib/context';
import type { OwnTransferKind } from '@/lib/kit/ledger-words';
import {
  hasTransfers,
  insertOwnTransfers,
  type OperatorAccount,
  operatorAccountId,
} from './operator-store';
import { claimCause } from './store';

/** A movement of money from one of the operator's accounts to another, in the currency of both. */
export type OwnLeg = {
  from: OperatorAccount;
  to: OperatorAccount;
  /** Minor units, greater than zero. */
  amountMinor: bigint;
  kind: OwnTransferKind;
};

export type OwnMovement = {
  /** The same cause moves money once. */
  causeKey: string;
  legs: readonly OwnLeg[];
  text: string;
  /** When it happened, if that was not now. */
  at?: Date;
};

/**
 * Moves money between the operator's own accounts in the caller's transaction: `to` is debited and `from` is credited,
 * as money leaves `from`. Locks nothing unless `from` holds cash. Returns whether anything was new; a repeated cause
 * moves nothing.
 */
export async function postOwnTransfers(ctx: TxCtx, movement: OwnMovement): Promise<boolean> {
  const { causeKey, text, at } = movement;
  const rows = [];
  for (const [leg, { from, to, amountMinor, kind }] of movement.legs.entries()) {
    rows.push({
      ...{ causeKey, leg, kind, amountMinor, text },
      debitAccountId: await operatorAccountId(ctx, to),
      creditAccountId: await operatorAccountId(ctx, from),
      at: at ?? ctx.now,
      actor: actorLabel(ctx.actor),
    });
  }
  return rows.length > 0 && (await insertOwnTransfers(ctx, rows)) > 0;
}

/** Returns whether the cause has moved money, and keeps other transactions from moving it until this one ends. */
export async function claimPosted(ctx: TxCtx, causeKey: string): Promise<boolean> {
  await claimCause(ctx, causeKey);
  return hasTransfers(ctx, causeKey);
}
