import { describe, expect, test } from 'vitest';
import { staffRoles } from '@/lib/kit/words';
import { can, canManageRole, type Right, rights, subscriberCan } from './rights';

/** Listed role by role, so that an accidental change fails here and shows in review. */
const matrix: Record<Right, string> = {
  'customers.read': 'owner admin finance support technician auditor subscriber',
  'customers.write': 'owner admin support subscriber',
  'customers.erase': 'owner admin',
  'services.read': 'owner admin finance support technician auditor subscriber',
  'services.write': 'owner admin support technician subscriber',
  'orders.write': 'owner admin support subscriber',
  'catalog.read': 'owner admin finance support technician auditor subscriber',
  'catalog.write': 'owner admin',
  'wallet.read': 'owner admin finance support auditor subscriber',
  'wallet.adjust': 'owner admin finance',
  'payments.read': 'owner admin finance support auditor subscriber',
  'payments.write': 'owner admin finance subscriber',
  'payments.refund': 'owner admin finance',
  'usage.read': 'owner admin finance support technician auditor subscriber',
  'sites.read': 'owner admin finance support technician auditor',
  'sites.write': 'owner admin technician',
  'routers.read': 'owner admin support technician auditor',
  'routers.write': 'owner admin technician',
  'network.read': 'owner admin support technician auditor',
  'network.write': 'owner admin technician',
  'settings.read': 'owner admin finance auditor',
  'settings.write': 'owner admin',
  'users.read': 'owner admin auditor',
  'users.write': 'owner admin',
  'notifications.read': 'owner admin finance support auditor',
  'notifications.write': 'owner admin',
  'audit.read': 'owner admin finance auditor',
  'jobs.read': 'owner admin technician auditor',
  'jobs.write': 'owner admin technician',
  import: 'owner admin',
  export: 'owner admin finance auditor',
};

describe('the rights table', () => {
  test.each(rights)('grants %s to exactly the roles that need it', (right) => {
    const holders = [
      ...staffRoles.filter((role) => can(role, right)),
      ...(subscriberCan(right) ? ['subscriber'] : []),
    ];
    expect(holders.join(' ')).toBe(matrix[right]);
  });

  test('lets an auditor change nothing', () => {
    const writes = rights.filter((right) => !right.endsWith('.read') && right !== 'export');
    expect(writes.filter((right) => can('auditor', right))).toEqual([]);
  });

  test('reserves the management of owners to owners', () => {
    expect(canManageRole('owner', 'owner')).toBe(true);
    expect(canManageRole('admin', 'owner')).toBe(false);
    expect(canManageRole('admin', 'admin')).toBe(true);
    expect(canManageRole('support', 'auditor')).toBe(false);
  });
});
