import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import { can } from '@/lib/authorise/rights';
import type { CustomerView } from '@/lib/screens/admin/customer';
import { listCustomerUsers, type UserView } from '@/lib/screens/admin/team';
import { disablePerson, invite, inviteAgain } from '../actions';

/** Users who can sign in for the customer. */
export async function PeopleCard({ ctx, customer }: { ctx: StaffCtx; customer: CustomerView }) {
  const { customerId } = customer;
  const [t, customers, people] = await Promise.all([
    getTranslations('admin-customers.people'),
    getTranslations('admin-customers'),
    listCustomerUsers(ctx, customerId),
  ]);
  const field = namedFields(t);
  const canWrite = can(ctx.actor.role, 'customers.write');
  return (
    <Card title={t('title')} description={t('description')}>
      {people.length === 0 ? (
        <p className="text-ink-muted">{t('none')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {people.map((person) => (
            <Person key={person.userId} person={person} canWrite={canWrite} />
          ))}
        </ul>
      )}
      <Form action={invite} label={t('invite')} className="mt-4 border-line border-t pt-4">
        <input type="hidden" name="customerId" value={customerId} />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField {...field('name')} required autoComplete="off" />
          <TextField {...field('email')} type="email" required autoComplete="off" />
        </div>
        <div>
          <SubmitButton
            variant="secondary"
            disabledReason={canWrite ? undefined : customers('noRight')}
          >
            {t('submit')}
          </SubmitButton>
        </div>
      </Form>
    </Card>
  );
}

async function Person({ person, canWrite }: { person: UserView; canWrite: boolean }) {
  const [t, customers, f] = await Promise.all([
    getTranslations('admin-customers.people'),
    getTranslations('admin-customers'),
    getOperatorFormats(),
  ]);
  const customersField = namedFields(customers);
  const state =
    person.status === 'disabled' ? 'disabled' : person.hasAccepted ? 'active' : 'invited';
  const tones = { active: 'positive', invited: 'info', disabled: 'neutral' } as const;
  const hidden = <input type="hidden" name="userId" value={person.userId} />;
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {person.name}
          <StatusBadge tone={tones[state]}>{t(`state.${state}`)}</StatusBadge>
        </p>
        <p className="text-ink-muted text-xs [overflow-wrap:anywhere]">
          {person.email} ·{' '}
          {person.lastSignInAt === null
            ? t('never')
            : t('lastSignIn', { time: f.dateTime(person.lastSignInAt) })}
        </p>
      </div>
      {canWrite && state === 'invited' && (
        <Form action={inviteAgain} label={t('again')}>
          {hidden}
          <SubmitButton variant="secondary" size="sm">
            {t('again')}
          </SubmitButton>
        </Form>
      )}
      {canWrite && state === 'active' && (
        <ConfirmDialog
          trigger={
            <Button size="sm" variant="dangerQuiet">
              {t('disable')}
            </Button>
          }
          title={t('disableTitle', { name: person.name })}
          confirmLabel={t('disable')}
          action={disablePerson}
          fields={
            <>
              {hidden}
              <TextField {...customersField('reason')} required />
            </>
          }
        >
          {t('disableText')}
        </ConfirmDialog>
      )}
    </li>
  );
}
