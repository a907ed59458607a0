import type { InngestFunction } from 'inngest';
import { applyBulkFunction } from './functions/apply-bulk';
import { applyItemChangeFunction } from './functions/apply-item-change';
import { kickSessionFunction } from './functions/kick-session';
import { pollRouterFunction, pollUsageFunction } from './functions/poll-usage';
import { pruneIdentityFunction } from './functions/prune-identity';
import { pruneJobsFunction } from './functions/prune-jobs';
import { pruneUsageFunction } from './functions/prune-usage';
import { recheckServicesFunction } from './functions/recheck-services';
import { recheckSessionsFunction } from './functions/recheck-sessions';
import { reconcileRouterFunction, reconcileRoutersFunction } from './functions/reconcile-routers';
import { resumeAfterCreditFunction } from './functions/resume-after-credit';
import { resweepRoutersFunction } from './functions/resweep-routers';
import { sendAccountMailFunction } from './functions/send-account-mail';
import {
  deliverNotificationsFunction,
  pruneNotificationsFunction,
  sendNotificationsFunction,
} from './functions/send-notifications';
import { sendSignUpMailFunction } from './functions/send-sign-up-mail';
import { sweepAllocationsFunction } from './functions/sweep-allocations';
import { sweepPendingTopUpsFunction } from './functions/sweep-pending-top-ups';
import { sweepRecurrencesFunction } from './functions/sweep-recurrences';
import { sweepRefundsFunction } from './functions/sweep-refunds';
import { sweepScheduledChangesFunction } from './functions/sweep-scheduled-changes';
import { sweepServiceDatesFunction } from './functions/sweep-service-dates';
import { sweepStripeEventsFunction } from './functions/sweep-stripe-events';
import { sweepWaitingOrdersFunction } from './functions/sweep-waiting-orders';
import { syncRouterFunction } from './functions/sync-router';

/** Every function of the product, for both job modes. */
export const functions: readonly InngestFunction.Any[] = [
  applyBulkFunction,
  applyItemChangeFunction,
  deliverNotificationsFunction,
  kickSessionFunction,
  pollRouterFunction,
  pollUsageFunction,
  pruneIdentityFunction,
  pruneJobsFunction,
  pruneNotificationsFunction,
  pruneUsageFunction,
  recheckServicesFunction,
  recheckSessionsFunction,
  reconcileRouterFunction,
  reconcileRoutersFunction,
  resumeAfterCreditFunction,
  resweepRoutersFunction,
  sendAccountMailFunction,
  sendNotificationsFunction,
  sendSignUpMailFunction,
  sweepAllocationsFunction,
  sweepPendingTopUpsFunction,
  sweepRecurrencesFunction,
  sweepRefundsFunction,
  sweepScheduledChangesFunction,
  sweepServiceDatesFunction,
  sweepStripeEventsFunction,
  sweepWaitingOrdersFunction,
  syncRouterFunction,
];
