import { newId } from '@/lib/kit/ids';
import { customer, inner, type Registry, staff, staffOrJob } from './entry';

const zone = { timeZone: 'UTC' };
const REASON = 'asked on the phone';

export const moneyFunctions: Registry = {
  'payments/startTopUp': customer('payments.write', ({ customerId }) => [
    { topUpId: newId(), customerId, amountMinor: 1_000n },
  ]),
  'payments/settleTopUp': customer('payments.read', ({ topUpId }) => [{ topUpId }]),
  'screens/getTopUp': customer('payments.read', ({ topUpId }) => [topUpId]),
  'screens/listTopUps': customer('payments.read', ({ customerId }) => [{ customerId }]),
  'screens/proposeTopUpId': customer('payments.read', ({ customerId }) => [
    { customerId, purpose: 'wallet', amountMinor: 1_000n },
  ]),
  'screens/getTopUpAftermath': customer('payments.read', ({ topUpId }) => [topUpId]),
  'screens/getTopUpDetail': staff('payments.read', ({ topUpId }) => [topUpId]),
  'screens/listParkedTopUps': staff('payments.read'),
  'screens/countPaymentsToDecide': staff('payments.read'),
  'screens/getFailingEvents': staff('payments.read'),
  'screens/listAllTopUps': staff('payments.read', () => [zone]),
  'screens/streamTopUps': staff('export', () => [zone]),
  'screens/getTopUpsToday': staff('payments.read', () => ['UTC']),
  'screens/listDisputes': staff('payments.read'),
  'screens/previewRefund': staff('payments.refund', ({ paidTopUpId }) => [
    { topUpId: paidTopUpId, amountMinor: 1n },
  ]),
  'payments/refundTopUp': staff('payments.refund', ({ paidTopUpId }) => [
    { requestId: newId(), topUpId: paidTopUpId, amountMinor: 1n, reason: REASON },
  ]),
  'payments/resolveParkedTopUp': [
    staff('wallet.adjust', ({ parkedTopUpId }) => [
      { topUpId: parkedTopUpId, decision: 'credit', reason: REASON },
    ]),
    staff('payments.refund', ({ parkedTopUpId }) => [
      { topUpId: parkedTopUpId, decision: 'return', reason: REASON },
    ]),
  ],
  'payments/applyDispute': staffOrJob('payments.refund', ({ disputeId }) => [{ disputeId }]),
  'payments/applyRefunds': staffOrJob('payments.refund', () => [{ paymentIntentId: 'pi_unknown' }]),
  'payments/releaseServices': staff('services.write', ({ disputeId }) => [
    { disputeId, reason: REASON },
  ]),
  'payments/sweepPendingTopUps': staffOrJob('payments.write'),
  'payments/sweepRefunds': staffOrJob('payments.refund'),
  'payments/sweepStripeEvents': staffOrJob('payments.write'),
  'payments/sweepStripeBalance': staffOrJob('payments.write'),
  'payments/applyPayout': staffOrJob('payments.write', () => [{ payoutId: 'po_unknown' }]),
  'payments/applyIntent': inner('an event whose signature holds'),
  'payments/applySession': inner('an event whose signature holds'),
  'payments/setAsidePayment': inner('a payment just read from Stripe, reported by a signed event'),
  'payments/applyStripeEvent': inner('an event whose signature holds'),
  'payments/receiveStripeEvent': inner('the signature over the bytes is the authorisation'),
  'payments/storeEvent': inner('an event whose signature holds'),
  'payments/markApplied': inner('an event whose signature holds'),
  'payments/markFailed': inner('an event whose signature holds'),
  'payments/listUnappliedEvents': inner('the sweep of events'),
  'payments/pruneEvents': inner('the sweep of events'),
  'payments/findSweptUntil': inner('the sweep of events'),
  'payments/saveSweptUntil': inner('the sweep of events'),
  'payments/sendRefund': inner('a refund that was authorised and reserved'),
  'payments/claimTopUp': inner('a payment page just read from Stripe; settleTopUp authorises'),
  'payments/followPayment': inner('a payment that a caller settles or decides'),
  'payments/settleCheckout': inner('a payment page just read from Stripe; settleTopUp authorises'),
  'payments/spendCredit': inner('the credit acts, as a job of its own'),

  'screens/getReceipt': customer('payments.read', ({ paidTopUpId }) => [paidTopUpId]),
  'payments/issueStatement': customer('wallet.read', ({ customerId }) => [
    { customerId, month: '2020-01' },
  ]),
  'screens/getStatement': customer('wallet.read', ({ customerId }) => [
    { customerId, month: new Date().toISOString().slice(0, 7) },
  ]),

  'wallet/adjustWallet': staff('wallet.adjust', ({ customerId }) => [
    { adjustmentId: newId(), customerId, direction: 'credit', amountMinor: 100n, reason: REASON },
  ]),
  'wallet/findPayer': inner('a step of what a change of plan gives back'),
  'screens/getWallet': customer('wallet.read', ({ customerId }) => [customerId]),
  'screens/getPostpaidBalance': customer('wallet.read', ({ customerId }) => [customerId]),
  'screens/listEntries': customer('wallet.read', ({ customerId }) => [{ customerId }]),
  'screens/listOperatorBalances': staff('wallet.read'),
  'screens/proveLedger': staff('wallet.read'),

  'recurrence/resumeServices': customer('services.read', ({ customerId }) => [{ customerId }]),
  'calendar/getForecast': staff('payments.read', () => [{ days: 2 }]),
  'screens/listServicePeriods': staff('services.read', ({ serviceId }) => [{ serviceId }]),
  'screens/listSweeps': staff('jobs.read'),
  'screens/getSweepDay': staff('jobs.read'),
  'screens/countRepairs': staffOrJob('jobs.read'),
  'recurrence/recordSweepRun': staffOrJob('jobs.write', () => [
    { part: 'due', durationMs: 1, fault: '57014' },
  ]),
  'recurrence/pruneSweepRuns': staffOrJob('jobs.write'),
  'recurrence/pruneRepairs': staffOrJob('jobs.write'),
  'recurrence/recheckSchedules': staffOrJob('jobs.write'),
  'recurrence/recheckWaiting': staffOrJob('jobs.write'),
  'recurrence/listCustomersWithStartable': staffOrJob('jobs.write'),
  'orders/recheckCredit': staffOrJob('jobs.write'),
  'recurrence/sweepRecurrences': staffOrJob('jobs.write'),
  'recurrence/sweepSpecialPeriods': staffOrJob('jobs.write'),
  'recurrence/retryParkedPeriod': staff('jobs.write', ({ parkedServiceId: serviceId }) => [
    { serviceId },
  ]),
  'screens/listParkedServices': staff('jobs.read'),
  'recurrence/parkService': inner('a sweep, about a service it could not decide'),
  'recurrence/doOrPark': inner('a sweep, about one of the services it decides'),
  'recurrence/decideOneByOne': inner('the sweeps, which have authorised'),
  'recurrence/listDueServices': inner('the sweeps, which have authorised'),
  'orders/listNextCharges': inner('a page or a mail whose reader was checked'),
  'orders/listSchedules': inner('a step of listNextCharges'),
  'orders/listEndings': inner('a step of listNextCharges'),
  'services/listBreaksAhead': inner('a step of listNextCharges'),
  'orders/listPlannedChanges': inner('a step of listNextCharges'),
  'orders/findLastDay': inner('the facts of an order, whose customer was checked'),
  'orders/findLastMoment': inner('reads of a service, whose customer was checked'),
  'recurrence/announceDiscounts': inner('the sweep of dates, which has authorised'),
  'orders/findDatedChange': inner('a step of listNextCharges'),
  'recurrence/loadRunningPeriod': inner('the period of a service that its caller has locked'),
  'recurrence/findDecidedTo': inner('a period of a service that its caller has authorised'),
  'recurrence/findSchedule': inner('the noun’s private SQL'),
  'recurrence/findRunningPeriod': inner('the noun’s private SQL'),
  'recurrence/findLastDecidedMoment': inner('the noun’s private SQL'),
  'recurrence/readDecided': inner('the noun’s private SQL'),
  'recurrence/findPeriod': inner('the noun’s private SQL'),
  'recurrence/planStart': inner('a command or a page that was let at the service'),

  'screens/listServiceTimeline': customer('services.read', ({ serviceId }) => [{ serviceId }]),
  'screens/listCustomerTimeline': customer('services.read', ({ customerId }) => [{ customerId }]),
  'screens/getTopUpFacts': customer('payments.read', ({ paidTopUpId }) => [paidTopUpId]),
  'screens/getPlannedDue': customer(
    'services.read',
    ({ customerId, serviceId, itemId }) => [
      { customerId, request: { kind: 'plan_change', serviceId, itemId, moment: 'period_end' } },
    ],
    'wallet.read',
  ),
  'screens/getOrderFacts': customer('services.read', ({ customerId, orderId }) => [
    { customerId, orderId },
  ]),
};
