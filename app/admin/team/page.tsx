import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { Avatar } from '@/app/_ui/avatar';
import { Card } from '@/app/_ui/card';
import { PageHeader } from '@/app/_ui/page-header';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import { DateTime } from '@/app/_ui/values';
import { can, canManageRole } from '@/lib/authorise/rights';
import { staffRoles } from '@/lib/kit/words';
import { listStaff, type UserView } from '@/lib/screens/admin/team';
import { InvitePerson } from './invite-person';
import { PersonActions } from './person-actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-team'))('title') };
}

const statusTone: Record<'active' | 'invited' | 'disabled', Tone> = {
  active: 'positive',
  invited: 'info',
  disabled: 'neutral',
};

export default async function TeamPage() {
  const ctx = await requireStaffCtx('users.read');
  const [t, f, staff] = await Promise.all([
    getTranslations('admin-team'),
    getOperatorFormats(),
    listStaff(ctx),
  ]);
  const { role: ownRole, userId: ownId } = ctx.actor;
  const roles = staffRoles.filter((role) => canManageRole(ownRole, role));
  return (
    <ClientMessages namespaces={['admin-team']}>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={can(ownRole, 'users.write') && <InvitePerson roles={roles} />}
      />
      <Card flush>
        <SimpleTable<UserView>
          label={t('title')}
          rows={staff}
          rowId={(person) => person.userId.toString()}
          columns={[
            {
              id: 'person',
              header: t('column.person'),
              role: 'title',
              cell: (person) => (
                <span className="flex items-center gap-3">
                  <Avatar name={person.name} />
                  <span className="min-w-0">
                    <span className="block">
                      {person.name}
                      {person.userId === ownId && (
                        <span className="ms-2 text-ink-muted text-xs">{t('you')}</span>
                      )}
                    </span>
                    <span className="block font-normal text-ink-muted text-xs [overflow-wrap:anywhere]">
                      {person.email}
                    </span>
                  </span>
                </span>
              ),
            },
            {
              id: 'role',
              header: t('role'),
              cell: (person) => (person.role === null ? '' : t(`roles.${person.role}`)),
            },
            {
              id: 'status',
              header: t('column.status'),
              cell: (person) => (
                <StatusBadge tone={statusTone[stateOf(person)]}>
                  {t(`status.${stateOf(person)}`)}
                </StatusBadge>
              ),
            },
            {
              id: 'last',
              header: t('column.lastSignIn'),
              cell: (person) =>
                person.lastSignInAt === null ? (
                  t('never')
                ) : (
                  <DateTime f={f} value={person.lastSignInAt} show="relative" now={ctx.now} />
                ),
            },
            {
              id: 'actions',
              header: t('column.actions'),
              align: 'end',
              cell: (person) =>
                person.role !== null &&
                person.userId !== ownId &&
                canManageRole(ownRole, person.role) && (
                  <PersonActions
                    userId={person.userId}
                    name={person.name}
                    role={person.role}
                    state={stateOf(person)}
                    roles={roles}
                  />
                ),
            },
          ]}
        />
      </Card>
    </ClientMessages>
  );
}

function stateOf(person: UserView): 'active' | 'invited' | 'disabled' {
  if (person.status === 'disabled') return 'disabled';
  return person.hasAccepted ? 'active' : 'invited';
}
