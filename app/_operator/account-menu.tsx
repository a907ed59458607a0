'use client';

import { KeyRound, LogOut } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { signOut } from '@/app/_auth/sign-out';
import { Avatar } from '@/app/_ui/avatar';
import { Menu } from '@/app/_ui/menu';

/** The signed-in person's menu: account and sign-out. */
export function AccountMenu({ name, accountHref }: { name: string; accountHref: string }) {
  const t = useTranslations('ui.account');
  const [, startTransition] = useTransition();
  return (
    <Menu
      label={t('menu')}
      trigger={
        <button type="button" aria-label={t('menuOf', { name })} className="rounded-full">
          <Avatar name={name} />
        </button>
      }
      items={[
        { id: 'account', label: t('settings'), icon: <KeyRound aria-hidden />, href: accountHref },
        {
          id: 'sign-out',
          label: t('signOut'),
          icon: <LogOut aria-hidden />,
          separated: true,
          onSelect: () => startTransition(() => signOut()),
        },
      ]}
    />
  );
}
