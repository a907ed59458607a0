'use client';

import { Menu as MenuIcon } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { IconButton } from './icon-button';
import { Sheet } from './sheet';
import { useIsHydrated } from './use-is-hydrated';

/** The admin's navigation behind a button, on screens without room for a sidebar. Closes after navigation. */
export function MobileNav({ name, children }: { name: string; children: ReactNode }) {
  const t = useTranslations('ui.nav');
  const pathname = usePathname();
  const [openAt, setOpenAt] = useState<string>();
  const trigger = (
    <IconButton label={t('open')} icon={<MenuIcon aria-hidden />} aria-haspopup="dialog" />
  );
  const isHydrated = useIsHydrated();
  return (
    <div className="lg:hidden">
      {isHydrated ? (
        <Sheet
          side="start"
          title={name}
          open={openAt === pathname}
          onOpenChange={(open) => setOpenAt(open ? pathname : undefined)}
          trigger={trigger}
        >
          {children}
        </Sheet>
      ) : (
        trigger
      )}
    </div>
  );
}
