import { newId } from '@/lib/kit/ids';
import { secrets } from '../world-words';
import {
  customer,
  inner,
  jobOnly,
  person,
  type Registry,
  staff,
  staffOrJob,
  subscriberAlone,
} from './entry';

const zone = { timeZone: 'UTC' };
const REASON = 'asked on the phone';
const IMPORTED = 'name\nImported person\n';

const operator = {
  ...{ operatorName: 'Harbour Net', currency: 'EUR', timeZone: 'UTC', taxMode: 'inclusive' },
  ...{ minimumBalanceMinor: 0n, topUpMinMinor: 100n, topUpMaxMinor: 100_000n },
  ...{ fourEyesAboveMinor: null, selfSignUp: false, disputeStopsServices: false },
  ...{ sellsAhead: false, mapTileUrl: null, supportContact: '' },
};

export const customerFunctions: Registry = {
  'customers/addNote': staff('customers.write', ({ customerId }) => [{ customerId, text: 'Seen' }]),
  'customers/deleteNote': staff('customers.write', ({ noteId }) => [{ noteId }]),
  'customers/changeCustomer': staffOrJob('customers.write', ({ customerId }) => [
    { customerId, name: 'Renamed' },
  ]),
  'lifecycle/changeCustomerStatus': staffOrJob('customers.write', ({ customerId }) => [
    { customerId, status: 'inactive', reason: REASON },
  ]),
  'customers/changeServicePassword': staffOrJob('customers.write', ({ customerId }) => [
    { customerId, password: 'another-secret' },
  ]),
  'customers/createCustomer': staffOrJob('customers.write', () => [{ name: 'Carla' }]),
  'customers/invitePerson': staffOrJob('customers.write', ({ customerId }) => [
    { customerId, name: 'Third', email: 'third@privacy.example' },
  ]),
  'customers/setCustomerAddresses': staffOrJob('customers.write', ({ customerId }) => [
    { customerId, addresses: [] },
  ]),
  'customers/setCustomerLabels': staffOrJob('customers.write', ({ customerId }) => [
    { customerId, labels: ['vip'] },
  ]),
  'customers/recordExport': staff('export', () => [{ list: 'customers', query: '' }]),
  'screens/listCustomers': staff('customers.read', () => [{}]),
  'screens/countCustomers': staff('customers.read', () => [{}]),
  'screens/listMatchingCustomerIds': staff('customers.read', () => [{}]),
  'screens/streamCustomers': staff('export', () => [{}]),
  'screens/listCustomerDetails': staff('export', ({ customerId }) => [[customerId]]),
  'screens/listLabels': staff('customers.read'),
  'screens/getCustomer': staff('customers.read', ({ customerId }) => [customerId]),
  'screens/listAddresses': staff('customers.read', ({ customerId }) => [customerId]),
  'screens/listNotes': staff('customers.read', ({ customerId }) => [customerId]),
  'screens/listCustomerAudit': staff(
    'customers.read',
    ({ customerId }) => [{ customerId }],
    'wallet.read',
  ),
  'screens/listServiceStates': staff('customers.read', ({ customerId }) => [[customerId]]),
  'screens/listCustomerSummaries': staff('customers.read', ({ customerId }) => [[customerId]]),
  'screens/listSiteChoices': staff('customers.read'),
  'customers/previewCustomerImport': staff('import', () => [{ text: IMPORTED }], 'customers.write'),
  'customers/importCustomers': staff('import', () => [{ text: IMPORTED }], 'customers.write'),
  'customers/saveDocument': staff('customers.write', ({ customerId }) => [
    {
      customerId,
      name: 'Contract',
      bytes: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n'),
    },
  ]),
  'customers/changeDocument': staff('customers.write', ({ documentId }) => [
    { documentId, name: 'Renamed', visibleToCustomer: true },
  ]),
  'customers/deleteDocument': staff('customers.write', ({ documentId }) => [{ documentId }]),
  'screens/listDocuments': customer('customers.read', ({ customerId }) => [customerId]),
  'screens/getDocument': customer('customers.read', ({ documentId }) => [documentId]),
  'screens/listSuspects': staff('customers.read'),
  'person/previewMerge': staff(
    'customers.write',
    ({ customerId: fromId, otherCustomerId: intoId }) => [{ fromId, intoId }],
    'wallet.adjust',
  ),
  'person/mergeCustomers': staff(
    'customers.write',
    ({ customerId: fromId, otherCustomerId: intoId }) => [{ fromId, intoId }],
    'wallet.adjust',
  ),
  'person/previewErase': staff('customers.erase', ({ customerId }) => [customerId]),
  'person/eraseCustomer': staff('customers.erase', ({ customerId }) => [
    { customerId, typedNumber: String(customerId) },
  ]),
  'person/takeOutPerson': staff('export', ({ customerId }) => [{ customerId }], 'customers.read'),
  'screens/findQuickHits': staff('customers.read', () => ['amara']),

  'screens/listAudit': staff('audit.read', () => [zone]),
  'screens/streamAudit': staff('audit.read', () => [zone]),
  'screens/getAuditEntry': staff('audit.read', () => [1]),
  'screens/listAuditChoices': staff('audit.read'),

  'identity/changePassword': person(() => [
    { currentPassword: secrets.password, newPassword: 'nine quiet otters at dawn' },
  ]),
  'identity/createUser': [
    staffOrJob('users.write', () => [
      { kind: 'staff', role: 'support', email: 'new.staff@privacy.example', name: 'New' },
    ]),
    staffOrJob('customers.write', ({ customerId }) => [
      { kind: 'subscriber', customerId, email: 'new.person@privacy.example', name: 'New' },
    ]),
  ],
  'identity/disableUser': [
    staffOrJob('customers.write', ({ userId }) => [{ userId, reason: REASON }]),
    staffOrJob('users.write', ({ staffUserId }) => [{ userId: staffUserId, reason: REASON }]),
  ],
  'identity/enableUser': [
    staffOrJob('customers.write', ({ userId }) => [{ userId, reason: REASON }]),
    staffOrJob('users.write', ({ staffUserId }) => [{ userId: staffUserId, reason: REASON }]),
  ],
  'identity/changeStaffRole': staff('users.write', ({ staffUserId }) => [
    { userId: staffUserId, role: 'finance' },
  ]),
  'identity/inviteStaff': staffOrJob('users.write', () => [
    { name: 'New', email: 'invited@privacy.example', role: 'support' },
  ]),
  'identity/inviteUser': staffOrJob('customers.write', ({ inviteeId }) => [{ userId: inviteeId }]),
  'identity/issueToken': staffOrJob('users.write', ({ userId }) => [{ userId, kind: 'reset' }]),
  'identity/pruneIdentity': staffOrJob('jobs.write'),
  'screens/getAccount': person(),
  'screens/listOwnSessions': person(),
  'identity/revokeAllSessions': person(),
  'identity/revokeSession': person(({ sessionId }) => [{ sessionId }]),
  'screens/listStaff': staff('users.read'),
  'screens/listCustomerUsers': customer('customers.read', ({ customerId }) => [customerId]),
  'identity/customerExists': inner('a foreign key named in words, for commands'),
  'authorise/requireStaff': inner('the check itself'),
  'authorise/requireStaffOrSystem': inner('the check itself'),
  'authorise/requireCustomerAccess': inner('the check itself'),
  'authorise/requireSubscriber': inner('the check itself'),
  'authorise/requirePerson': inner('the check itself'),

  'screens/getOwnContact': subscriberAlone(),
  'customers/changeOwnContact': subscriberAlone(() => [{ phone: '+49 1', addresses: [] }]),
  'customers/chooseOwnSite': subscriberAlone(({ siteId }) => [{ siteId }]),
  'customers/changeOwnLanguage': subscriberAlone(() => [{ language: 'en' }]),
  'identity/changePersonLanguage': person(() => [{ language: 'en' }]),
  'sign-up/issueSignUpLink': inner('a step of deliverNotification'),
  'sign-up/pruneSignUps': staffOrJob('jobs.write'),

  'settings/installOperator': jobOnly(() => [
    { operatorName: 'Harbour Net', currency: 'EUR', timeZone: 'UTC', taxMode: 'inclusive' },
  ]),
  'keys/listKeyUsage': staffOrJob('settings.read'),
  'keys/rotateKeys': staffOrJob('settings.write'),
  'settings/changeSettings': staff('settings.write', () => [operator]),
  'rollouts/applySettings': staff('settings.write', () => [{ ...operator, shown: null }]),
  'recurrence/readSettingsEffect': staff('settings.read', () => [operator]),
  'screens/listNotifications': staff('notifications.read', () => [{}]),
  'screens/getMailHealth': staff('notifications.read'),
  'screens/getMailBacklog': staffOrJob('notifications.read'),
  'screens/getMailPreferences': customer('customers.read', ({ customerId }) => [customerId]),
  'notifications/changeMailPreferences': customer('customers.write', ({ customerId }) => [
    { customerId, usage: false, renewal: false },
  ]),
  'notifications/resendNotification': staff('notifications.write', ({ notificationId }) => [
    { notificationId },
  ]),
  'notifications/deliverNotification': staffOrJob('notifications.write', () => [{}]),
  'notifications/pruneNotifications': staffOrJob('jobs.write'),
  'notifications/queueNotifications': staffOrJob('notifications.write', () => [[]]),
  'notifications/queueAccountMail': staffOrJob('notifications.write', ({ inviteeId }) => [
    { kind: 'invitation', userId: inviteeId, eventId: newId() },
  ]),
  // Refused before the look-up, so any id will do.
  'notifications/queueSignUpMail': staffOrJob('notifications.write', () => [{ signUpId: newId() }]),
  ...Object.fromEntries(
    [
      ...['composeMail', 'claimNotification', 'endClaim', 'findTopUpFacts'],
      ...['findPaymentFailedFacts', 'findStoppedFacts', 'findRestoredFacts'],
      'findConnectedFacts',
      ...['findDataAlertFacts', 'findDataUsedUpFacts', 'findOrderFacts', 'findOrderFailedFacts'],
      ...['findCustomerRecipient', 'findUserRecipient', 'findSignUpRecipient'],
    ].map((name) => [`notifications/${name}`, inner('a step of deliverNotification')]),
  ),

  'screens/hasChangedSince': [
    staff('services.read', () => [{ customerId: null, since: new Date(0) }]),
    customer('services.read', ({ customerId }) => [{ customerId, since: new Date(0) }]),
  ],
  'screens/listWaitingEvents': staff('jobs.read', () => [{}]),
  'screens/listRuns': staff('jobs.read', () => [{}]),
  'screens/getRun': staff('jobs.read', ({ runId }) => [runId]),
  'screens/listSchedule': staff('jobs.read'),
  'screens/listJobLoads': staffOrJob('jobs.read', () => [{ windowSeconds: 60 }]),
  'screens/getDatabaseLoad': staffOrJob('jobs.read'),
  'jobs/askDatabase': inner('the health route, which shows nothing of the answer'),
  'jobs/retryRun': staff('jobs.write', ({ runId }) => [{ runId }]),
  'jobs/pruneJobs': staffOrJob('jobs.write'),
  'audit/pruneForms': staffOrJob('jobs.write'),
  'jobs/acceptEvents': inner('the embedded executor, for a step that sends events'),
  'screens/getJobsHealth': staffOrJob('jobs.read'),
  'jobs/recordHeartbeat': inner('the end of a sweep'),
  'jobs/expectSweeps': inner('the start of the server'),
  'jobs/relayOutbox': inner('the relay of the server'),

  'orders/previewOrder': customer('orders.write', ({ customerId, targetItemId }) => [
    { customerId, request: { kind: 'new_service', itemId: targetItemId } },
  ]),
  'orders/findShownQuote': customer('orders.write', ({ customerId, targetItemId }) => [
    { customerId, request: { kind: 'new_service', itemId: targetItemId } },
    undefined,
  ]),
  'orders/placeOrder': [
    customer('orders.write', ({ customerId, targetItemId }) => [
      {
        ...{ orderId: newId(), customerId, quote: 'of another sheet' },
        request: { kind: 'new_service', itemId: targetItemId },
      },
    ]),
    customer('orders.write', ({ customerId, serviceId, packId }) => [
      {
        ...{ orderId: newId(), customerId, quote: 'of another sheet' },
        request: { kind: 'pack', serviceId, packId },
      },
    ]),
    customer('orders.write', ({ customerId, serviceId, targetItemId }) => [
      {
        ...{ orderId: newId(), customerId, quote: 'of another sheet' },
        request: { kind: 'plan_change', serviceId, itemId: targetItemId, moment: 'period_end' },
      },
    ]),
  ],
  'screens/getPlanChangeSheet': customer(
    'orders.write',
    ({ customerId, serviceId, targetItemId: itemId }) => [
      { customerId, serviceId, itemId, moment: 'period_end' },
    ],
    'wallet.read',
  ),
  'screens/listChangePrices': customer('services.read', ({ customerId, serviceId }) => [
    { customerId, serviceId },
  ]),
  'orders/getPurse': customer('wallet.read', ({ customerId }) => [customerId], 'services.read'),
  'screens/getMissingMinor': customer('orders.write', ({ customerId, orderId }) => [
    { customerId, orderId },
  ]),
  'orders/cancelOrder': customer('orders.write', ({ customerId, orderId }) => [
    { customerId, orderId },
  ]),
  'orders/renewService': customer('orders.write', ({ customerId, serviceId, versionId }) => [
    { customerId, serviceId, shown: { itemVersionId: versionId } },
  ]),
  'orders/listUndecided': customer('services.read', ({ customerId }) => [customerId]),
  'orders/expireWaitingOrders': staffOrJob('jobs.write'),
  'orders/executeWaitingOrders': customer('orders.write', ({ customerId }) => [{ customerId }]),
  'orders/getOrderableService': customer('services.read', ({ customerId, serviceId }) => [
    { customerId, serviceId },
  ]),
  'orders/proposeOrderId': customer('orders.write', ({ customerId, targetItemId }) => [
    { customerId, request: { kind: 'new_service', itemId: targetItemId } },
  ]),
  'screens/getOrder': customer('services.read', ({ customerId, orderId }) => [
    { customerId, orderId },
  ]),
  'screens/listOrders': customer('services.read', ({ customerId }) => [{ customerId }]),
  'orders/putCreditToUse': customer('orders.write', ({ customerId }) => [{ customerId }]),
  'orders/termsOfItem': inner('the price of an item that the quote has found to be on offer'),
  'orders/countPacksBought': inner('a limit of a quote that was authorised'),
  'orders/lookAgain': inner('the comparison of placeOrder and of waiting orders'),
  'orders/listReplaced': inner('a step of a quote and of its sheet'),
  'orders/shownOf': inner('the comparison of placeOrder and of waiting orders'),
  'screens/getOrderStanding': customer('services.read', ({ customerId, orderId }) => [
    { customerId, orderId },
  ]),
  'orders/standingOf': inner('the two readings of a standing, which have authorised'),
  'orders/findOrderStanding': customer('services.read', ({ customerId, orderId }) => [
    { customerId, orderId },
  ]),
  'orders/findPayRefusal': customer('services.read', ({ customerId, orderId }) => [
    { customerId, orderId },
  ]),
  'screens/listWaitingOrders': customer('services.read', ({ customerId }) => [{ customerId }]),
  'screens/listFailedOrders': customer('services.read', ({ customerId }) => [{ customerId }]),
  'orders/quoteOrder': inner('the shared part of previewOrder and placeOrder'),
  'orders/loadOrderFacts': inner('the shared part of previewOrder and placeOrder'),
  'orders/loadChangeFacts': inner('the shared part of previewOrder and placeOrder'),
  'customers/changeCustomerLabel': staffOrJob('customers.write', ({ customerId }) => [
    { customerId, label: 'vip', isPut: true },
  ]),
  'bulk/startBulk': staff('customers.write', ({ customerId }) => [
    {
      ...{ bulkId: newId(), act: { act: 'label_put', label: 'vip' } },
      selection: { ids: [customerId] },
    },
  ]),
  'bulk/applyBulk': staffOrJob('customers.write', ({ bulkId }) => [{ bulkId }]),
};
