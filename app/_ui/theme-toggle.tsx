'use client';

import { Moon, Sun, SunMoon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { ICON_BUTTON_STYLES } from './icon-button';
import { Menu } from './menu';

/** Light, dark or the device's setting. CSS picks the icon, so it never flickers. */
export function ThemeToggle() {
  const t = useTranslations('ui.theme');
  const { setTheme } = useTheme();
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('label')}
          title={t('label')}
          className={ICON_BUTTON_STYLES}
        >
          <Sun aria-hidden className="dark:hidden" />
          <Moon aria-hidden className="hidden dark:block" />
        </button>
      }
      items={[
        {
          id: 'light',
          label: t('light'),
          icon: <Sun aria-hidden />,
          onSelect: () => setTheme('light'),
        },
        {
          id: 'dark',
          label: t('dark'),
          icon: <Moon aria-hidden />,
          onSelect: () => setTheme('dark'),
        },
        {
          id: 'system',
          label: t('system'),
          icon: <SunMoon aria-hidden />,
          onSelect: () => setTheme('system'),
        },
      ]}
    />
  );
}
