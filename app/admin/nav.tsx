import { getTranslations } from 'next-intl/server';
import type { NavGroup } from '@/app/_ui/nav-item';
import { can, type Right } from '@/lib/authorise/rights';
import type { StaffRole } from '@/lib/kit/words';
import { NavIcon, type NavKey } from './nav-icon';

type Entry = { key: NavKey; href: string; right: Right; exact?: boolean };

const groups: { id: 'work' | 'offer' | 'plant' | 'office'; entries: Entry[] }[] = [
  {
    id: 'work',
    entries: [
      { key: 'overview', href: '/admin', right: 'customers.read', exact: true },
      { key: 'customers', href: '/admin/customers', right: 'customers.read' },
      { key: 'services', href: '/admin/services', right: 'services.read' },
      { key: 'scheduled', href: '/admin/scheduled', right: 'services.read' },
    ],
  },
  {
    id: 'offer',
    entries: [{ key: 'catalogue', href: '/admin/catalogue', right: 'catalog.read' }],
  },
  {
    id: 'plant',
    entries: [
      { key: 'routers', href: '/admin/routers', right: 'routers.read' },
      { key: 'addresses', href: '/admin/addresses', right: 'network.read' },
      { key: 'sites', href: '/admin/sites', right: 'sites.read' },
      { key: 'map', href: '/admin/map', right: 'services.read' },
    ],
  },
  {
    id: 'office',
    entries: [
      { key: 'money', href: '/admin/money', right: 'payments.read' },
      { key: 'forecast', href: '/admin/forecast', right: 'payments.read' },
      { key: 'mails', href: '/admin/mails', right: 'notifications.read' },
      { key: 'jobs', href: '/admin/jobs', right: 'jobs.read' },
      { key: 'audit', href: '/admin/audit', right: 'audit.read' },
      { key: 'team', href: '/admin/team', right: 'users.read' },
      { key: 'settings', href: '/admin/settings', right: 'settings.read' },
    ],
  },
];

/** The admin's navigation, limited to what the role may open. */
export async function adminNav(role: StaffRole): Promise<NavGroup[]> {
  const t = await getTranslations('admin.nav');
  return groups
    .map(({ id, entries }) => ({
      id,
      ...(id === 'work' ? {} : { label: t(`group.${id}`) }),
      items: entries
        .filter((entry) => can(role, entry.right))
        .map(({ key, href, exact }) => ({
          href,
          label: t(key),
          icon: <NavIcon of={key} />,
          ...(exact ? { exact } : {}),
        })),
    }))
    .filter((group) => group.items.length > 0);
}
