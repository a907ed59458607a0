import { newId } from '@/lib/kit/ids';
import { customer, inner, type Registry, staff, staffOrJob } from './entry';

const zone = { timeZone: 'UTC' };
const reason = 'asked on the phone';

export const moneyFunctions: Registry = {
  'payments/startTopUp': customer('payments.write', ({ customerId }) => [
    { topUpId: newId(), customerId, amountMinor: 1_000n },
  ]),
  'payments/settleTopUp': customer('payments.read', ({ topUpId }) => [{ topUpId }]),
  'payments/getTopUp': customer('payments.read', ({ topUpId }) => [topUpId]),
  'payments/listTopUps': customer('payments.read', ({ customerId }) => [{ customerId }]),
  'payments/proposeTopUpId': customer('payments.read', ({ customerId }) => [
    { customerId, purpose: 'wallet', amountMinor: 1_000n },
  ]),
  'payments/getTopUpAftermath': customer('payments.read', ({ topUpId }) => [topUpId]),
  'payments/getTopUpDetail': staff('payments.read', ({ topUpId }) => [topUpId]),
  'payments/listParkedTopUps': staff('payments.read'),
  'payments/countPaymentsToDecide': staff('payments.read'),
  'payments/listAllTopUps': staff('payments.read', () => [zone]),
  'payments/streamTopUps': staff('export', () => [zone]),
  'payments/getTopUpsToday': staff('payments.read', () => ['UTC']),
  'payments/listDisputes': staff('payments.read'),
  'payments/previewRefund': staff('payments.refund', ({ paidTopUpId }) => [
    { topUpId: paidTopUpId, amountMinor: 1n },
  ]),
  'payments/refundTopUp': staff('payments.refund', ({ paidTopUpId }) => [
    { requestId: newId(), topUpId: paidTopUpId, amountMinor: 1n, reason },
  ]),
  'payments/resolveParkedTopUp': [
    staff('wallet.adjust', ({ parkedTopUpId }) => [
      { topUpId: parkedTopUpId, decision: 'credit', reason },
    ]),
    staff('payments.refund', ({ parkedTopUpId }) => [
      { topUpId: parkedTopUpId, decision: 'return', reason },
    ]),
  ],
  'payments/applyDispute': staffOrJob('payments.refund', ({ disputeId }) => [{ disputeId }]),
  'payments/applyRefunds': staffOrJob('payments.refund', () => [{ paymentIntentId: 'pi_unknown' }]),
  'payments/sweepPendingTopUps': staffOrJob('payments.write'),
  'payments/sweepRefunds': staffOrJob('payments.refund'),
  'payments/sweepStripeEvents': staffOrJob('payments.write'),
  'payments/applyIntent': inner('an event whose signature holds'),
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
  'payments/settleCheckout': inner('a payment page just read from Stripe; settleTopUp authorises'),
  'payments/spendCredit': inner('the credit acts, as a job of its own'),

  'payments/getReceipt': customer('payments.read', ({ paidTopUpId }) => [paidTopUpId]),
  'payments/getStatement': customer('wallet.read', ({ customerId }) => [
    { customerId, month: new Date().toISOString().slice(0, 7) },
  ]),

  'wallet/adjustWallet': staff('wallet.adjust', ({ customerId }) => [
    { adjustmentId: newId(), customerId, direction: 'credit', amountMinor: 100n, reason },
  ]),
  'wallet/findPayer': inner('a step of what a change of plan gives back'),
  'wallet/getWallet': customer('wallet.read', ({ customerId }) => [customerId]),
  'wallet/getPostpaidBalance': customer('wallet.read', ({ customerId }) => [customerId]),
  'wallet/listEntries': customer('wallet.read', ({ customerId }) => [{ customerId }]),
  'wallet/listOperatorBalances': staff('wallet.read'),
  'wallet/proveLedger': staff('wallet.read'),

  'recurrence/resumeServices': customer('services.read', ({ customerId }) => [{ customerId }]),
  'recurrence/getForecast': staff('payments.read', () => [{ days: 2 }]),
  'recurrence/listServicePeriods': staff('services.read', ({ serviceId }) => [{ serviceId }]),
  'recurrence/listSweeps': staff('jobs.read'),
  'recurrence/getSweepDay': staff('jobs.read'),
  'recurrence/recordSweepRun': staffOrJob('jobs.write', () => [
    { part: 'due', durationMs: 1, fault: '57014' },
  ]),
  'recurrence/pruneSweepRuns': staffOrJob('jobs.write'),
  'recurrence/sweepRecurrences': staffOrJob('jobs.write'),
  'recurrence/sweepSpecialPeriods': staffOrJob('jobs.write'),
  'recurrence/retryParkedPeriod': staff('jobs.write', ({ parkedServiceId: serviceId }) => [
    { serviceId },
  ]),
  'recurrence/listParkedServices': staff('jobs.read'),
  'recurrence/apart': inner('a transaction that its caller has authorised'),
  'recurrence/parkService': inner('a sweep, about a service it could not decide'),
  'recurrence/doOrPark': inner('a sweep, about one of the services it decides'),
  'recurrence/decideOneByOne': inner('the sweeps, which have authorised'),
  'recurrence/listDueServices': inner('the sweeps, which have authorised'),
  'recurrence/listNextCharges': inner('a page or a mail whose reader was checked'),
  'recurrence/findDatedChange': inner('a step of listNextCharges'),
  'recurrence/loadRunningPeriod': inner('the period of a service that its caller has locked'),
  'recurrence/findSchedule': inner('the noun’s private SQL'),
  'recurrence/findRunningPeriod': inner('the noun’s private SQL'),
  'recurrence/findLastDecidedMoment': inner('the noun’s private SQL'),
  'recurrence/nextFreeIndex': inner('the noun’s private SQL'),
  'recurrence/wasWithheld': inner('the noun’s private SQL'),
  'recurrence/planStart': inner('a command or a page that was let at the service'),

  'timeline/listServiceTimeline': customer('services.read', ({ serviceId }) => [{ serviceId }]),
  'timeline/listCustomerTimeline': customer('services.read', ({ customerId }) => [{ customerId }]),
  'timeline/getTopUpFacts': customer('payments.read', ({ paidTopUpId }) => [paidTopUpId]),
  'timeline/getOrderFacts': customer('services.read', ({ customerId, orderId }) => [
    { customerId, orderId },
  ]),
};
