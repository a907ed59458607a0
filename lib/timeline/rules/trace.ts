import type { OrderKind, OrderState, RouterFailure, TopUpStatus } from '@/lib/kit/words';
import type { PlannedFate } from './planned-order';

/** The state of a service on its router since the traced moment. */
export type RouterProgress =
  /** Nothing had to change on the router. */
  | { kind: 'untouched' }
  | { kind: 'confirmed'; at: Date }
  /** The router is disabled: nothing is pushed to it until it is in use again. */
  | { kind: 'out_of_service' }
  | {
      kind: 'pending';
      failure: RouterFailure | null;
      attempts: number;
      nextAttemptAt: Date | null;
    };

/** The effect of money or an order on one service. Amounts in minor units, data in bytes. */
export type Effect = {
  serviceId: number;
  itemName: string;
  period: { at: Date; priceMinor: bigint; grantedBytes: bigint | null; endsAt: Date } | null;
  pack: { at: Date; grantedBytes: bigint; expiresAt: Date } | null;
  router: RouterProgress;
  /** It has no router yet: nothing is charged or started before staff connect it. */
  isConnecting: boolean;
};

export type OrderFacts = {
  orderId: string;
  kind: OrderKind;
  state: OrderState;
  itemName: string;
  /** A key of the error messages. */
  failure: string | null;
  createdAt: Date;
  settledAt: Date | null;
  /** It waits, can be carried out as it was quoted, and the credit is enough: it is only moments away. */
  isCovered: boolean;
};

export type TopUpFacts = {
  status: TopUpStatus;
  amountMinor: bigint;
  createdAt: Date;
  paidAt: Date | null;
  balanceAfterMinor: bigint | null;
  order: OrderFacts | null;
  effects: readonly Effect[];
  /** Stopped services that this credit will restart but has not yet. */
  starting: readonly { serviceId: number; itemName: string }[];
};

export type StepState = 'done' | 'now' | 'failed' | 'waiting';

/** One step of a payment or order in progress. */
export type TraceStep = { id: string; state: StepState; at: Date | null } & (
  | { kind: 'payment'; status: TopUpStatus; amountMinor: bigint }
  /** `isChecked`: what arrived is not what was asked for, so it is not known what will be credited. */
  | { kind: 'credit'; amountMinor: bigint; balanceAfterMinor: bigint | null; isChecked: boolean }
  | { kind: 'ordered'; order: OrderFacts }
  | { kind: 'order'; order: OrderFacts }
  | { kind: 'planned'; order: OrderFacts; fate: PlannedFate['kind']; due: PlannedDue }
  | { kind: 'period'; itemName: string; period: NonNullable<Effect['period']> }
  | { kind: 'pack'; itemName: string; pack: NonNullable<Effect['pack']> }
  | { kind: 'starting'; itemName: string }
  | { kind: 'connecting'; itemName: string }
  | { kind: 'router'; itemName: string; router: Exclude<RouterProgress, { kind: 'untouched' }> }
);

/** Traces a payment through to the router, each step with its time or what it waits for. */
export function traceTopUp(facts: TopUpFacts): TraceStep[] {
  const { status, amountMinor, paidAt, balanceAfterMinor, order } = facts;
  const isCredited = status === 'paid';
  const payment: TraceStep = {
    id: 'payment',
    kind: 'payment',
    state: paymentState(status),
    at: paidAt,
    status,
    amountMinor,
  };
  // After a failed payment there is no next step to wait for.
  if (status === 'failed' || status === 'expired' || status === 'returned') return [payment];
  const credit: TraceStep = {
    id: 'credit',
    kind: 'credit',
    state: isCredited ? 'done' : 'waiting',
    at: paidAt,
    amountMinor,
    balanceAfterMinor,
    isChecked: status === 'parked',
  };
  if (!isCredited) return [payment, credit];
  const bought = order === null ? [] : [orderStep(order)];
  const starting = facts.starting.map(
    ({ serviceId, itemName }): TraceStep => ({
      id: `starting:${serviceId}`,
      kind: 'starting',
      state: 'now',
      at: null,
      itemName,
    }),
  );
  return [payment, credit, ...bought, ...facts.effects.flatMap(stepsOfEffect), ...starting];
}

function paymentState(status: TopUpStatus): StepState {
  switch (status) {
    case 'paid':
    case 'parked':
      return 'done';
    case 'created':
    case 'pending':
    case 'processing':
      return 'now';
    case 'returned':
    case 'failed':
    case 'expired':
      return 'failed';
  }
}

/** When a planned change happens, null for the next payment, and whether its reader can take it back. */
export type PlannedDue = { at: Date | null; isCancellable: boolean };

/** Traces an order through to the router; `planned` is set for an order that only plans a later change. */
export function traceOrder(
  order: OrderFacts,
  effects: readonly Effect[],
  planned: { fate: PlannedFate; due: PlannedDue } | null = null,
): TraceStep[] {
  const ordered: TraceStep = {
    id: 'ordered',
    kind: 'ordered',
    state: 'done',
    at: order.createdAt,
    order,
  };
  // Until something is charged it is ordered, not bought.
  const isConnecting = effects.some((effect) => effect.isConnecting);
  const done = planned === null ? orderStep(order) : plannedStep(order, planned);
  const bought = isConnecting ? [] : [done];
  return [ordered, ...bought, ...effects.flatMap(stepsOfEffect)];
}

function plannedStep(
  order: OrderFacts,
  { fate, due }: { fate: PlannedFate; due: PlannedDue },
): TraceStep {
  const common = { id: 'planned', kind: 'planned', order, fate: fate.kind, due } as const;
  if (fate.kind === 'planned') return { ...common, state: 'waiting', at: null };
  return { ...common, state: fate.kind === 'happened' ? 'done' : 'failed', at: fate.at };
}

const stateOfOrder: Record<OrderState, StepState> = {
  executed: 'done',
  waiting: 'waiting',
  cancelled: 'failed',
  failed: 'failed',
};

function orderStep(order: OrderFacts): TraceStep {
  const at = order.settledAt;
  const isNow = order.state === 'waiting' && order.isCovered;
  const state = isNow ? 'now' : stateOfOrder[order.state];
  return { id: 'order', kind: 'order', state, at, order };
}

function stepsOfEffect({ serviceId, itemName, period, pack, ...rest }: Effect): TraceStep[] {
  const { router, isConnecting } = rest;
  const steps: TraceStep[] = [];
  if (period) {
    const id = `period:${serviceId}`;
    steps.push({ id, kind: 'period', state: 'done', at: period.at, itemName, period });
  }
  if (pack) {
    steps.push({
      id: `pack:${serviceId}`,
      kind: 'pack',
      state: 'done',
      at: pack.at,
      itemName,
      pack,
    });
  }
  if (isConnecting) {
    const id = `connecting:${serviceId}`;
    steps.push({ id, kind: 'connecting', state: 'waiting', at: null, itemName });
  } else if (router.kind !== 'untouched') {
    const isDone = router.kind === 'confirmed';
    const isOff = router.kind === 'out_of_service';
    steps.push({
      id: `router:${serviceId}`,
      kind: 'router',
      state: isDone ? 'done' : isOff ? 'waiting' : 'now',
      at: isDone ? router.at : null,
      itemName,
      router,
    });
  }
  return steps;
}

/** Whether there is still a step to wait for. */
export function isUnderWay(steps: readonly TraceStep[]): boolean {
  return steps.some(({ state }) => state === 'now');
}
