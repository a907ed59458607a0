import { newId } from '@/lib/kit/ids';
import { customer, inner, personal, type Registry, staff, staffOrJob } from './entry';

const terms = {
  unitPriceMinor: 500n,
  recurrenceMode: 'none',
  intervalCount: 1,
  intervalUnit: 'week',
};
const query = {
  ...{ search: '', statuses: [], kinds: [], categoryIds: [], page: 0 },
  sort: { column: 'name', direction: 'asc' },
};

const IMPORT_TEXT = 'name,kind\nImported,custom\n';

export const catalogueFunctions: Registry = {
  'screens/listCategories': staff('catalog.read'),
  'screens/listCatalogue': staff('catalog.read', () => [query]),
  'screens/getItem': staff('catalog.read', ({ itemId }) => [itemId]),
  'screens/listVersions': staff('catalog.read', ({ itemId }) => [itemId]),
  'screens/listItemServices': staff('services.read', ({ itemId }) => [{ itemId }]),
  'screens/getItemFormChoices': staff('catalog.read'),
  'screens/listAllItems': staff('catalog.read'),
  'rollouts/loadImportWorld': staff('catalog.read', () => [[]]),
  'rollouts/previewImport': staff('import', () => [{ text: IMPORT_TEXT }], 'catalog.write'),
  'rollouts/importItems': staff('import', () => [{ text: IMPORT_TEXT }], 'catalog.write'),
  'catalog/changeItemStatus': staff('catalog.write', ({ itemId }) => [
    { itemId, status: 'retired' },
  ]),
  'rollouts/changeItem': staff('catalog.write', ({ itemId, versionId }) => [
    { itemId, name: 'Weekly', terms, expectedVersionId: versionId },
  ]),
  'rollouts/previewItemChange': staff('catalog.write', ({ itemId, versionId }) => [
    { itemId, name: 'Weekly', terms, expectedVersionId: versionId },
  ]),
  'catalog/createSite': staffOrJob('sites.write', () => [{ name: 'South mast' }]),
  'catalog/changeSite': staffOrJob('sites.write', ({ siteId }) => [{ siteId, name: 'East mast' }]),
  'catalog/deleteSite': staffOrJob('sites.write', ({ siteId }) => [siteId]),
  'screens/listSites': staff('sites.read', () => [{}]),
  'screens/getSite': staff('sites.read', ({ siteId }) => [siteId]),
  'catalog/createCategory': staff('catalog.write', () => [{ name: 'Another' }]),
  'catalog/renameCategory': staff('catalog.write', ({ categoryId }) => [
    { categoryId, name: 'Renamed' },
  ]),
  'catalog/moveCategory': staff('catalog.write', ({ categoryId }) => [
    { categoryId, direction: 'up' },
  ]),
  'catalog/deleteCategory': staff('catalog.write', ({ categoryId }) => [{ categoryId }]),
  'catalog/createItem': staffOrJob('catalog.write', () => [
    { name: 'Third', kind: 'custom', status: 'active', terms },
  ]),
  'catalog/deleteItem': staff('catalog.write', ({ draftItemId }) => [{ itemId: draftItemId }]),
  'catalog/saveItemFile': staff('catalog.write', ({ itemId }) => [
    { itemId, kind: 'datasheet', bytes: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n') },
  ]),
  'catalog/removeItemFile': staff('catalog.write', ({ itemId }) => [{ itemId, kind: 'datasheet' }]),
  'screens/getItemFile': personal('catalog.read', ({ fileId }) => [fileId]),
  'screens/listChangeRefusals': customer('services.read', ({ customerId, serviceId }) => [
    { customerId, serviceId },
  ]),
  'screens/listOffers': customer('catalog.read', ({ customerId }) => [customerId]),
  'catalog/listBuyableItems': customer('catalog.read', ({ customerId }) => [{ customerId }]),
  'screens/carriesData': customer('catalog.read', ({ customerId, itemId }) => [
    { customerId, request: { kind: 'new_service', itemId } },
  ]),
  'screens/getOffer': customer('catalog.read', ({ customerId, itemId }) => [
    { customerId, itemId },
  ]),
  'catalog/getBuyableItem': customer('catalog.read', ({ customerId, itemId }) => [
    { customerId, itemId },
  ]),
  'screens/listPackOffers': customer('catalog.read', ({ customerId, itemId }) => [
    { customerId, itemId, taxRatePpm: 0 },
  ]),

  'rollouts/previewRollout': staff('catalog.write', ({ itemId, targetItemId }) => [
    {
      itemId,
      plan: {
        ...{ kind: 'version', moment: 'now' },
        target: {
          ...{ itemId: targetItemId, versionId: null, unitPriceMinor: 1n, taxRatePpm: 0 },
          onRouter: {},
        },
      },
    },
  ]),
  'rollouts/startRollout': staff('catalog.write', ({ itemId, targetItemId }) => [
    { rolloutId: newId(), itemId, targetItemId, moment: 'period_end' },
  ]),
  'rollouts/resumeRollout': staff('catalog.write', ({ rolloutId }) => [{ rolloutId }]),
  'rollouts/applyRollout': staffOrJob('catalog.write', ({ rolloutId }) => [{ rolloutId }]),
  'screens/getRolloutTarget': staff('catalog.read', ({ itemId }) => [itemId]),
  'screens/getRollout': staff('catalog.read', ({ rolloutId }) => [rolloutId]),
  'screens/listRollouts': staff('catalog.read', ({ itemId }) => [itemId]),
  'screens/listRolloutRows': staff('catalog.read', ({ rolloutId }) => [
    { rolloutId, states: ['pending'] },
  ]),
  'rollouts/planMove': inner('one row of a preview or a rollout that was authorised'),
  'rollouts/planServiceChange': inner('one row of a preview or a rollout that was authorised'),
};
