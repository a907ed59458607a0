import type { StaffRole } from '@/lib/kit/words';

export const rights = [
  'customers.read',
  'customers.write',
  'customers.erase',
  'services.read',
  'services.write',
  'orders.write',
  'catalog.read',
  'catalog.write',
  'wallet.read',
  'wallet.adjust',
  'payments.read',
  'payments.write',
  'payments.refund',
  'usage.read',
  'sites.read',
  'sites.write',
  'routers.read',
  'routers.write',
  'network.read',
  'network.write',
  'settings.read',
  'settings.write',
  'users.read',
  'users.write',
  'notifications.read',
  'notifications.write',
  'audit.read',
  'jobs.read',
  'jobs.write',
  'import',
  'export',
] as const;
export type Right = (typeof rights)[number];

const everyRead = rights.filter((right) => right.endsWith('.read'));

/** The rights of each role. Owner and admin differ only in whom they may manage: see `canManageRole`. */
const rightsByRole: Record<StaffRole, ReadonlySet<Right>> = {
  owner: new Set(rights),
  admin: new Set(rights),
  finance: new Set<Right>([
    'customers.read',
    'services.read',
    'catalog.read',
    'wallet.read',
    'wallet.adjust',
    'payments.read',
    'payments.write',
    'payments.refund',
    'usage.read',
    'sites.read',
    'settings.read',
    'notifications.read',
    'audit.read',
    'export',
  ]),
  support: new Set<Right>([
    'customers.read',
    'customers.write',
    'services.read',
    'services.write',
    'orders.write',
    'catalog.read',
    'wallet.read',
    'payments.read',
    'usage.read',
    'sites.read',
    'routers.read',
    'network.read',
    'notifications.read',
  ]),
  technician: new Set<Right>([
    'customers.read',
    'services.read',
    'services.write',
    'catalog.read',
    'usage.read',
    'sites.read',
    'sites.write',
    'routers.read',
    'routers.write',
    'network.read',
    'network.write',
    'jobs.read',
    'jobs.write',
  ]),
  auditor: new Set<Right>([...everyRead, 'export']),
};

/** What a subscriber may do, and only with rows of their own customer. */
const subscriberRights: ReadonlySet<Right> = new Set<Right>([
  'customers.read',
  'customers.write',
  'services.read',
  'services.write',
  'orders.write',
  'catalog.read',
  'wallet.read',
  'payments.read',
  'payments.write',
  'usage.read',
]);

export function can(role: StaffRole, right: Right): boolean {
  return rightsByRole[role].has(right);
}

export function subscriberCan(right: Right): boolean {
  return subscriberRights.has(right);
}

/** Only owners may create, change or disable owners, so an admin cannot promote themselves. */
export function canManageRole(actorRole: StaffRole, targetRole: StaffRole): boolean {
  if (!can(actorRole, 'users.write')) return false;
  return actorRole === 'owner' || targetRole !== 'owner';
}
