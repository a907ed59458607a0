'use client';

import {
  BookOpen,
  CalendarClock,
  ChartNoAxesColumn,
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

const icons = {
  overview: Gauge,
  customers: Users,
  services: Wifi,
  scheduled: CalendarClock,
  catalogue: BookOpen,
  routers: Router,
  addresses: Network,
  sites: MapPin,
  map: MapIcon,
  money: Landmark,
  forecast: ChartNoAxesColumn,
  mails: Mail,
  jobs: Timer,
  audit: ClipboardList,
  team: UserCog,
  settings: Settings,
} as const;

export type NavKey = keyof typeof icons;

/** Icon of a navigation entry. A client component, so that no page carries the shapes twice. */
export function NavIcon({ of }: { of: NavKey }) {
  const Icon = icons[of];
  return <Icon aria-hidden />;
}
