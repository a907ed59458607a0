import {
  BookOpen,
  CalendarClock,
  ClipboardList,
  Gauge,
  Landmark,
  Mail,
  Map as MapIcon,
  MapPin,
  Network,
  Router,
  Settings,
  Timer,
  UserCog,
  Users,
  Wifi,
} from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { NavGroup } from '@/app/_ui/nav-item';
import { can, type Right } from '@/lib/identity/rules';
import type { StaffRole } from '@/lib/kit/words';

type Entry = { key: string; href: string; icon: typeof Users; right: Right; exact?: boolean };

const groups: { id: 'work' | 'offer' | 'plant' | 'office'; entries: Entry[] }[] = [
  {
    id: 'work',
    entries: [
      { key: 'overview', href: '/admin', icon: Gauge, right: 'customers.read', exact: true },
      { key: 'customers', href: '/admin/customers', icon: Users, right: 'customers.read' },
      { key: 'services', href: '/admin/services', icon: Wifi, right: 'services.read' },
      { key: 'scheduled', href: '/admin/scheduled', icon: CalendarClock, right: 'services.read' },
    ],
  },
  {
    id: 'offer',
    entries: [
      { key: 'catalogue', href: '/admin/catalogue', icon: BookOpen, right: 'catalog.read' },
    ],
  },
  {
    id: 'plant',
    entries: [
      { key: 'routers', href: '/admin/routers', icon: Router, right: 'routers.read' },
      { key: 'addresses', href: '/admin/addresses', icon: Network, right: 'network.read' },
      { key: 'sites', href: '/admin/sites', icon: MapPin, right: 'sites.read' },
      { key: 'map', href: '/admin/map', icon: MapIcon, right: 'services.read' },
    ],
  },
  {
    id: 'office',
    entries: [
      { key: 'money', href: '/admin/money', icon: Landmark, right: 'payments.read' },
      { key: 'mails', href: '/admin/mails', icon: Mail, right: 'notifications.read' },
      { key: 'jobs', href: '/admin/jobs', icon: Timer, right: 'jobs.read' },
      { key: 'audit', href: '/admin/audit', icon: ClipboardList, right: 'audit.read' },
      { key: 'team', href: '/admin/team', icon: UserCog, right: 'users.read' },
      { key: 'settings', href: '/admin/settings', icon: Settings, right: 'settings.read' },
    ],
  },
];

/** The admin's navigation, as far as the role reaches. */
export async function adminNav(role: StaffRole): Promise<NavGroup[]> {
  const t = await getTranslations('admin.nav');
  return groups
    .map(({ id, entries }) => ({
      id,
      ...(id === 'work' ? {} : { label: t(`group.${id}`) }),
      items: entries
        .filter((entry) => can(role, entry.right))
        .map(({ key, href, icon: Icon, exact }) => ({
          href,
          label: t(key),
          icon: <Icon aria-hidden />,
          ...(exact ? { exact } : {}),
        })),
    }))
    .filter((group) => group.items.length > 0);
}
