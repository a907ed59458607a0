import { customer, inner, type Registry, staff, staffOrJob } from './entry';

const reason = 'asked on the phone';
const router = {
  ...{ name: 'edge-2', siteId: null, host: '127.0.0.1', port: 9, useTls: false },
  ...{ certificate: null, username: 'netpurse', password: 'another-secret' },
  ...{ accessMethods: ['pppoe'], pppLocalAddress: '10.255.0.2' },
};
const network = { name: 'Roof', cidr: '10.77.0.0/24', usage: 'permanent' };

export const serviceFunctions: Registry = {
  'services/createService': staffOrJob('services.write', ({ customerId, itemId }) => [
    { customerId, itemId },
  ]),
  'services/changeService': staffOrJob('services.write', ({ serviceId }) => [
    { serviceId, fields: { description: 'Changed' } },
  ]),
  'services/stopService': staffOrJob('services.write', ({ serviceId }) => [
    { serviceId, hold: 'staff_stopped', reason },
  ]),
  'services/unstopService': staffOrJob('services.write', ({ serviceId }) => [
    { serviceId, hold: 'staff_stopped', reason },
  ]),
  'services/archiveService': staffOrJob('services.write', ({ serviceId }) => [
    { serviceId, reason },
  ]),
  'services/deleteService': staff('services.write', ({ serviceId }) => [{ serviceId }]),
  'services/pauseService': customer('services.write', ({ serviceId }) => [
    { serviceId, until: null },
  ]),
  'services/resumeService': customer('services.write', ({ serviceId }) => [{ serviceId }]),
  'services/syncService': customer('services.write', ({ serviceId }) => [{ serviceId }]),
  'services/scheduleChange': staff('services.write', ({ serviceId }) => [
    { serviceId, effectiveDate: '2999-01-01', change: { kind: 'resume' } },
  ]),
  'services/cancelPlanChange': customer('orders.write', ({ serviceId, versionId }) => [
    { serviceId, itemVersionId: versionId },
  ]),
  'services/cancelScheduledChange': staff('services.write', ({ changeId }) => [{ changeId }]),
  'services/listServiceCards': staff('services.read', ({ customerId }) => [{ customerId }]),
  'services/findServiceCard': staff('services.read', ({ serviceId }) => [serviceId]),
  'services/listServiceChoices': staff('services.read', ({ customerId }) => [{ customerId }]),
  'services/getServiceDetail': staff('services.read', ({ serviceId }) => [serviceId]),
  'services/listServiceHistory': staff('services.read', ({ serviceId }) => [{ serviceId }]),
  'services/listPlannedOfService': staff('services.read', ({ serviceId }) => [serviceId]),
  'services/listPlanned': inner('a page that was let at these services'),
  'services/getRenewalIf': customer(
    'services.read',
    ({ customerId, serviceId, versionId }) => [
      { customerId, serviceId, itemVersionId: versionId, feeMinor: 0n },
    ],
    'wallet.read',
  ),
  'services/listScheduledChanges': staff('services.read', ({ serviceId }) => [{ serviceId }]),
  'services/listServiceNames': staff('services.read', () => [[]]),
  'services/listServices': staff('services.read', () => [{}]),
  'services/countServices': staff('services.read', () => [{}]),
  'services/streamServices': staff('export', () => [{}]),
  'services/listServiceFilters': staff('services.read'),
  'services/previewService': staff(
    'services.read',
    ({ customerId, itemId }) => [
      { customerId, itemId, quantity: 1, customPriceMinor: null, discounts: [] },
    ],
    'wallet.read',
  ),
  'services/listPortalServices': customer(
    'services.read',
    ({ customerId }) => [customerId],
    'wallet.read',
  ),
  'services/getPortalService': customer(
    'services.read',
    ({ serviceId }) => [serviceId],
    'wallet.read',
  ),
  'services/countServicesByState': staff('services.read'),
  'services/countNotConnected': staff('services.read'),
  'services/getPlace': customer('catalog.read', ({ customerId }) => [customerId]),
  'services/getMoneyToday': staff('payments.read'),
  'services/listDownRouters': staff('routers.read'),
  'services/countFailedChanges': staff('services.read'),
  'services/listServedForNothing': staff('services.read'),
  'services/countCustomersByStatus': staff('customers.read'),
  'services/getMapServices': staff('services.read', () => [{}]),
  'services/listMapServices': staff('services.read', () => [{}]),
  'services/listMapSites': staff('sites.read'),
  'services/getServicePlace': staff('services.read', ({ serviceId }) => [serviceId]),
  'services/sweepScheduledChanges': staffOrJob('jobs.write'),
  'services/sweepServiceDates': staffOrJob('jobs.write'),
  'services/connectWaiting': staffOrJob('jobs.write', ({ routerId }) => [{ routerId }]),
  'services/listStatusesOnceConnected': staff('services.read', ({ routerId }) => [routerId]),
  'services/listCoveredStarts': inner('a step of countNotConnected and of a rehearsal'),

  'usage/getDataLeft': customer('usage.read', ({ serviceId }) => [serviceId]),
  'usage/listUsageSeries': customer('usage.read', ({ serviceId }) => [
    { serviceId, range: 'day', at: new Date() },
  ]),
  'usage/listTopUsers': staff('usage.read', () => [
    { fromDay: '2026-01-01', toDay: '2026-01-31', limit: 5 },
  ]),
  'usage/listHeldReadings': staff('usage.read'),
  'usage/countHeldReadings': staff('usage.read'),
  'usage/decideHeldReading': staff('services.write', ({ heldId }) => [
    { heldId, decision: 'discard', reason: 'a faulty counter' },
  ]),
  'usage/ingestUsage': staffOrJob('routers.write', ({ routerId }) => [
    { routerId, polledAt: new Date(), routerUptimeSeconds: 1, readings: [] },
  ]),
  'usage/pollRouter': staffOrJob('routers.write', ({ routerId }) => [{ routerId }]),
  'usage/recordPollGap': staffOrJob('routers.write', ({ routerId }) => [{ routerId }]),
  'usage/requestPoll': staff('routers.write', ({ routerId }) => [{ routerId }]),
  'usage/pruneUsage': staffOrJob('services.write'),
  'usage/sweepAllocations': staffOrJob('services.write'),
  'usage/sweepUsage': staffOrJob('routers.write'),
  'usage/listCapCandidates': inner('the sweep of data limits'),

  'routers/createRouter': staffOrJob('routers.write', () => [{ ...router, port: 10 }]),
  'routers/changeRouter': staff('routers.write', ({ routerId }) => [
    { ...router, password: null, routerId, isOff: false },
  ]),
  'routers/acceptCertificate': staff('routers.write', ({ routerId }) => [
    { routerId, fingerprint: Array.from({ length: 32 }, () => 'AB').join(':') },
  ]),
  'routers/approveAdoption': staff('routers.write', ({ routerId, serviceId }) => [
    { routerId, serviceId },
  ]),
  'routers/inspectRouterCertificate': staff('routers.write', () => [
    { host: '127.0.0.1', port: 9 },
  ]),
  'routers/listRouterPage': staff('routers.read', () => [{}]),
  'routers/markRoutersDirty': staffOrJob('routers.write'),
  'routers/listPushes': staff('routers.read', () => [{}]),
  'routers/listRouters': staff('routers.read'),
  'routers/getRouterDetail': staff('routers.read', ({ routerId }) => [routerId]),
  'routers/readRouterCounters': staffOrJob('routers.write', ({ routerId }) => [routerId]),
  'routers/reconcileRouter': staffOrJob('routers.write', ({ routerId }) => [
    { routerId, isRepairing: false },
  ]),
  'routers/findLastApply': staff('routers.read', ({ routerId }) => [routerId]),
  'routers/undoApply': staff('routers.write', ({ routerId }) => [{ routerId }]),
  'routers/recheckSessions': staffOrJob('routers.write', ({ routerId }) => [
    { routerId, ended: [] },
  ]),
  'routers/requestSync': staff('routers.write', ({ routerId }) => [{ routerId }]),
  'routers/syncRouter': staffOrJob('routers.write', ({ routerId }) => [{ routerId }]),
  'routers/testRouterConnection': staffOrJob('routers.write', ({ routerId }) => [{ routerId }]),
  'routers/getServiceOnRouter': customer('services.read', ({ serviceId }) => [serviceId]),
  'routers/listRouterSteps': customer('services.read', ({ serviceId }) => [
    { serviceId, since: new Date(0) },
  ]),
  'routers/beginSetup': staff('routers.write', () => [{ ...router, name: 'edge-3', port: 11 }]),
  'routers/finishSetup': staff('routers.write', ({ routerId }) => [{ routerId }]),
  'routers/matchRouterRows': staff('routers.write', ({ routerId }) => [{ routerId }]),
  'routers/adoptRows': staff('routers.write', ({ routerId, serviceId }) => [
    { routerId, serviceIds: [serviceId] },
  ]),
  'routers/rehearseSync': staff('routers.write', ({ routerId }) => [{ routerId }]),
  'routers/getRouterSetup': staff('routers.read', ({ routerId }) => [routerId]),
  'routers/nameServices': staff('routers.read', ({ serviceId }) => [[serviceId]]),
  'routers/findServicesByLogin': staff('routers.read', () => [['anna']]),
  'routers/getRouterLoad': staff('routers.read', ({ routerId }) => [routerId]),
  'routers/getRouterActivity': staff('routers.read', ({ routerId }) => [routerId]),
  'routers/findServiceOnRouter': staff('services.read', ({ serviceId }) => [serviceId]),
  'routers/findServiceSession': staff('services.read', ({ serviceId }) => [serviceId]),
  'routers/requestKick': staff('services.write', ({ serviceId }) => [{ serviceId }]),
  'routers/kickSession': staffOrJob('services.write', ({ routerId, serviceId }) => [
    { routerId, serviceId, askedAt: new Date() },
  ]),
  'routers/listOpenKicks': inner('a step of every command that writes to a router'),
  'routers/isKickOpen': inner('a step of kickSession'),
  'routers/repushService': staff('services.write', ({ serviceId }) => [{ serviceId }]),
  'routers/renewFingerprints': staffOrJob('settings.write'),
  'routers/isLoginOfAnother': inner('a step of the second look for sessions'),
  'routers/findSetup': inner('the noun’s private SQL'),
  'routers/loadSessionOwner': inner('a step of requestKick and kickSession'),
  'routers/loadRouterOf': inner('a step of repushService'),
  'routers/bookBeforeCut': inner('a step of syncRouter'),
  'routers/loadDueServices': inner('a step of syncRouter'),
  'routers/hasDueBefore': inner('a step of syncRouter, reconcileRouter and recheckSessions'),
  'routers/loadConfirmed': inner('a step of readRouterCounters'),
  'routers/isAtVersion': inner('a step of every command that writes to a router'),
  'routers/loadAllServices': inner('a step of reconcileRouter'),
  'routers/loadServices': inner('a step of undoApply and recheckSessions'),
  'routers/hasDuePools': inner('a step of syncRouter'),
  'routers/listConfirmedPools': inner('the noun’s private SQL'),
  'routers/findUndoable': inner('the noun’s private SQL'),
  'routers/hasDueServices': inner('a step of syncRouter'),
  'routers/loadRouterFacts': inner('a step of syncRouter'),
  'routers/listDirtyRouterIds': staffOrJob('routers.read'),
  'routers/getRouter': inner('the noun’s private SQL'),
  'routers/firstSeenDrifts': inner('the noun’s private SQL'),

  'network/createNetwork': staffOrJob('network.write', () => [network]),
  'network/changeNetwork': staffOrJob('network.write', ({ networkId }) => [
    { ...network, networkId },
  ]),
  'network/deleteNetwork': staffOrJob('network.write', ({ networkId }) => [networkId]),
  'network/createPool': staffOrJob('network.write', ({ poolNetworkId, routerId }) => [
    {
      ...{ networkId: poolNetworkId, routerId, name: 'second' },
      ...{ firstAddress: '10.66.0.100', lastAddress: '10.66.0.110' },
    },
  ]),
  'network/changePool': staffOrJob('network.write', ({ poolId }) => [
    { poolId, name: 'first', firstAddress: '10.66.0.10', lastAddress: '10.66.0.30' },
  ]),
  'network/deletePool': staffOrJob('network.write', ({ poolId }) => [poolId]),
  'network/listNetworks': staff('network.read', () => [{}]),
  'network/getNetwork': staff('network.read', ({ networkId }) => [networkId]),
  'network/listPoolNetworks': staff('network.read'),
  'network/listPools': staff('network.read', ({ routerId }) => [routerId]),
  'network/getPool': staff('network.read', ({ poolId }) => [poolId]),
  'network/listFullPools': staff('network.read'),
  'network/getAddressMap': staff('network.read', ({ networkId }) => [{ networkId, page: 0 }]),
  'network/findAddress': staff('network.read', () => ['10.55.0.7']),
  'network/listFreeAddresses': staff('network.read', ({ networkId }) => [{ networkId }]),
  'network/offerAddresses': staff('network.read', ({ networkId }) => [{ networkId }]),
};
