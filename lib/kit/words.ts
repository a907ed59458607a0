/**
 * The product's enumerations, each defined once: the database's checks, the rules and the screens all use them. They
 * are in `kit` because `db` and `rules.ts` both need them and neither may import the other
 * (docs/decisions/0003-words-in-kit.md).
 */
export const staffRoles = [
  'owner',
  'admin',
  'finance',
  'support',
  'technician',
  'auditor',
] as const;
export type StaffRole = (typeof staffRoles)[number];

export const taxModes = ['inclusive', 'exclusive'] as const;
export type TaxMode = (typeof taxModes)[number];

export const customerStatuses = ['new', 'active', 'blocked', 'inactive'] as const;
export type CustomerStatus = (typeof customerStatuses)[number];

export const addressKinds = ['service', 'billing', 'postal'] as const;
export type AddressKind = (typeof addressKinds)[number];

export const itemKinds = ['internet', 'voice', 'custom'] as const;
export type ItemKind = (typeof itemKinds)[number];

export const itemStatuses = ['draft', 'active', 'retired'] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/** Each item has at most one file of a kind. */
export const itemFileKinds = ['image', 'datasheet'] as const;
export type ItemFileKind = (typeof itemFileKinds)[number];

/** Actions staff can apply to many customers or services at once. */
export const bulkActs = [
  'customer_status',
  'label_put',
  'label_taken',
  'service_hold',
  'service_lift',
] as const;
export type BulkActName = (typeof bulkActs)[number];

export const bulkRowStates = ['pending', 'done', 'unchanged', 'refused'] as const;
export type BulkRowState = (typeof bulkRowStates)[number];

/** What a rollout moves existing services to: newer terms of their item, or another plan. */
export const rolloutKinds = ['version', 'plan'] as const;
export type RolloutKind = (typeof rolloutKinds)[number];

export const rolloutMoments = ['now', 'period_end'] as const;
export type RolloutMoment = (typeof rolloutMoments)[number];

export const rolloutRowStates = ['pending', 'applied', 'unchanged', 'refused'] as const;
export type RolloutRowState = (typeof rolloutRowStates)[number];

export const recurrenceModes = ['credit_based', 'one_off', 'none'] as const;
export type RecurrenceMode = (typeof recurrenceModes)[number];

export const intervalUnits = ['day', 'week', 'month'] as const;
export type IntervalUnit = (typeof intervalUnits)[number];

export const capDirections = ['down', 'up', 'both'] as const;
export type CapDirection = (typeof capDirections)[number];

export const capActions = ['block', 'slow'] as const;
export type CapAction = (typeof capActions)[number];

export const planChangeMoments = ['now', 'period_end', 'either'] as const;
export type PlanChangeMoment = (typeof planChangeMoments)[number];

/** Reasons why a service must not run. The position is the bit in `services.holds`: append only. */
export const holdReasons = [
  'not_started',
  'unpaid',
  'waiting',
  'customer_inactive',
  'customer_blocked',
  'no_credit',
  'paused',
  'staff_stopped',
  'dispute',
  'data_cap',
  'ended',
  'staff_disabled',
  'not_connected',
  'router_refused',
] as const;
export type HoldReason = (typeof holdReasons)[number];

/** From the strongest to the weakest: the first one that applies is the status. */
export const serviceStatuses = ['archived', 'pending', 'stopped', 'disabled', 'active'] as const;
export type ServiceStatus = (typeof serviceStatuses)[number];

/** The status each hold causes. */
export const statusOfHold = {
  not_started: 'pending',
  unpaid: 'pending',
  waiting: 'pending',
  not_connected: 'pending',
  router_refused: 'pending',
  customer_inactive: 'stopped',
  customer_blocked: 'stopped',
  no_credit: 'stopped',
  paused: 'stopped',
  staff_stopped: 'stopped',
  dispute: 'stopped',
  data_cap: 'disabled',
  ended: 'disabled',
  staff_disabled: 'disabled',
} as const satisfies Record<HoldReason, ServiceStatus>;

export function holdBit(reason: HoldReason): number {
  return 1 << holdReasons.indexOf(reason);
}

/** Where a router counts bytes. */
export const counterKinds = ['ppp', 'hotspot', 'queue', 'lease'] as const;
export type CounterKind = (typeof counterKinds)[number];

/** Why a reading of a router's counters is not booked automatically. */
export const heldReasons = ['too_fast', 'unknown_start'] as const;
export type HeldReason = (typeof heldReasons)[number];

/** The outcome of a reading that was not booked automatically. */
export const heldStates = ['open', 'booked', 'discarded'] as const;
export type HeldState = (typeof heldStates)[number];

export const accessMethods = ['pppoe', 'hotspot', 'static'] as const;
export type AccessMethod = (typeof accessMethods)[number];

export const ipv4Modes = ['none', 'permanent', 'dynamic'] as const;
export type Ipv4Mode = (typeof ipv4Modes)[number];

export const discountKinds = ['percent', 'fixed'] as const;

/** Actions that can be scheduled for a service, in the order shown. */
/** Changes that staff schedule for a day. */
export const scheduledChangeKinds = [
  'fields',
  'plan',
  'stop',
  'unstop',
  'pause',
  'resume',
  'archive',
] as const;
/** Changes that take effect at the end of a paid period: another plan, or newer terms of the same one. */
export const nextTermsKinds = ['next_plan', 'next_terms'] as const;
export type ScheduledChangeKind = (typeof scheduledChangeKinds)[number];

export const scheduledChangeStates = ['pending', 'applied', 'cancelled', 'failed'] as const;
export type ScheduledChangeState = (typeof scheduledChangeStates)[number];

export const networkUsages = ['permanent', 'pool'] as const;
export type NetworkUsage = (typeof networkUsages)[number];

export const periodOutcomes = ['allocated', 'withheld', 'missed'] as const;
export type PeriodOutcome = (typeof periodOutcomes)[number];

/**
 * The two parts of the sweep: rows decided in one set-based statement, and rows handled one by one because price or
 * terms change.
 */
export const sweepParts = ['due', 'special'] as const;
export type SweepPart = (typeof sweepParts)[number];

/**
 * What the recheck repairs because a command or an event should have done it: a stored price, a service that waits for
 * one that runs, and a service or an order that the credit covers.
 */
export const repairKinds = ['price', 'waiting', 'credit', 'order'] as const;
export type RepairKind = (typeof repairKinds)[number];

export const allocationSources = ['period', 'bonus', 'pack', 'staff'] as const;
export type AllocationSource = (typeof allocationSources)[number];

export const orderKinds = ['new_service', 'pack', 'plan_change'] as const;
export type OrderKind = (typeof orderKinds)[number];

export const orderStates = ['waiting', 'executed', 'cancelled', 'failed'] as const;
export type OrderState = (typeof orderStates)[number];

/** `new` until a first login succeeded; `off` when staff disabled it. */
export const routerStatuses = ['new', 'online', 'unreachable', 'refused', 'off'] as const;
export type RouterStatus = (typeof routerStatuses)[number];

/** Why a router, or one service on it, is out of sync; each has its sentence in the catalogue. */
export const routerFailures = [
  'unreachable',
  'timed_out',
  'login_refused',
  'certificate_changed',
  'address_refused',
  'conflict',
  'rejected',
  'not_confirmed',
  'incomplete_service',
  'left_as_is',
] as const;
export type RouterFailure = (typeof routerFailures)[number];

export const topUpStatuses = [
  'created',
  'pending',
  'processing',
  'paid',
  'parked',
  'returned',
  'failed',
  'expired',
] as const;
export type TopUpStatus = (typeof topUpStatuses)[number];

export const parkReasons = ['amount', 'currency', 'owner', 'extra', 'names'] as const;
export type ParkReason = (typeof parkReasons)[number];

export const topUpRefundStatuses = ['requested', 'pending', 'succeeded', 'failed'] as const;
export type TopUpRefundStatus = (typeof topUpRefundStatuses)[number];

export const topUpDisputeStates = ['inquiry', 'open', 'won', 'lost', 'closed'] as const;
export type TopUpDisputeState = (typeof topUpDisputeStates)[number];

export const runStatuses = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

export const waitKinds = ['sleep', 'event', 'invoke'] as const;
export type WaitKind = (typeof waitKinds)[number];

export const pendingKinds = ['debounce', 'batch'] as const;
export type PendingKind = (typeof pendingKinds)[number];
export const limitKinds = ['idempotency', 'rate-limit', 'throttle'] as const;
export type LimitKind = (typeof limitKinds)[number];

/** Every mail the product sends. */
export const mailTemplates = [
  'top_up_received',
  'payment_failed',
  'service_stopped',
  'service_restored',
  'service_connected',
  'data_alert',
  'data_used_up',
  'order_executed',
  'order_failed',
  'plan_changed',
  'invitation',
  'password_reset',
  'sign_up',
  'sign_up_known',
] as const;
export type MailTemplate = (typeof mailTemplates)[number];

export const notificationStates = [
  'queued',
  'sent',
  'failed',
  'not_configured',
  'suppressed',
] as const;
export type NotificationState = (typeof notificationStates)[number];

/** Why a mail was deliberately not sent. */
export const suppressReasons = ['opted_out', 'superseded', 'outdated', 'no_address'] as const;
export type SuppressReason = (typeof suppressReasons)[number];
