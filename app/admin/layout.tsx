import type { ReactNode } from 'react';
import { requireStaffCtx } from '@/app/_auth/session';
import { AccountMenu } from '@/app/_operator/account-menu';
import { DemoBanner } from '@/app/_operator/demo-banner';
import { getOperator } from '@/app/_operator/operator';
import { AdminShell } from '@/app/_ui/admin-shell';
import { getAccount } from '@/lib/screens/shared/account';
import { CommandPalette } from './_palette/command-palette';
import { adminNav } from './nav';

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaffCtx();
  const [{ operatorName }, nav, { name }] = await Promise.all([
    getOperator(),
    adminNav(ctx.actor.role),
    getAccount(ctx),
  ]);
  return (
    <AdminShell
      name={operatorName}
      nav={nav}
      banner={<DemoBanner />}
      commands={
        <CommandPalette
          nav={nav.flatMap((group) => group.items.map(({ href, label }) => ({ href, label })))}
        />
      }
      actions={<AccountMenu name={name} accountHref="/admin/account" />}
    >
      {children}
    </AdminShell>
  );
}
