import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { PasswordField } from '@/app/_forms/password-field';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { locales } from '@/app/_i18n/locales';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { Card } from '@/app/_ui/card';
import { can } from '@/lib/authorise/rights';
import { getCustomer, listAddresses } from '@/lib/screens/admin/customer';
import { listLabels } from '@/lib/screens/admin/customers';
import { listSiteChoices } from '@/lib/screens/admin/sites';
import { ContactFields } from '../../_form/contact-fields';
import { AddressFields } from '../_form/address-fields';
import { DocumentsCard } from '../_parts/documents-card';
import { NotesCard } from '../_parts/notes-card';
import { PeopleCard } from '../_parts/people-card';
import { PersonalDataCard } from '../_parts/personal-data-card';
import { changeAddresses, changeContact, changeLabels, changePassword } from '../actions';

/** All stored details of a customer, each part saved separately. */
export default async function DetailsPage({ params }: { params: Promise<{ customerId: string }> }) {
  const ctx = await requireStaffCtx('customers.read');
  const customerId = idFromPath((await params).customerId);
  const [t, customer, sites, labels, addresses] = await Promise.all([
    getTranslations('admin-customers'),
    foundPage(getCustomer(ctx, customerId)),
    listSiteChoices(ctx),
    listLabels(ctx),
    listAddresses(ctx, customerId),
  ]);
  const columnField = namedFields(t, 'column');
  // A merged or erased customer has no details left and accepts none.
  if (customer.mergedInto !== null || customer.isErased)
    return <PersonalDataCard ctx={ctx} customer={customer} />;
  const reason = can(ctx.actor.role, 'customers.write') ? undefined : t('noRight');
  const hidden = <input type="hidden" name="customerId" value={customerId} />;
  const save = (label: string) => (
    <div>
      <SubmitButton disabledReason={reason}>{label}</SubmitButton>
    </div>
  );
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Card title={t('details.contact')} className="lg:col-span-2">
        <Form action={changeContact} label={t('details.contact')}>
          {hidden}
          <ContactFields
            values={customer}
            sites={sites}
            languages={locales}
            timeZones={Intl.supportedValuesOf('timeZone')}
          />
          {save(t('details.contactSubmit'))}
        </Form>
      </Card>
      <Card
        title={t('details.addresses')}
        description={t('details.addressesText')}
        className="lg:col-span-2"
      >
        <Form action={changeAddresses} label={t('details.addresses')}>
          {hidden}
          <AddressFields addresses={addresses} />
          {save(t('details.addressesSubmit'))}
        </Form>
      </Card>
      <PeopleCard ctx={ctx} customer={customer} />
      <NotesCard ctx={ctx} customerId={customerId} />
      <DocumentsCard ctx={ctx} customerId={customerId} />
      <Card title={t('details.labels')}>
        <Form action={changeLabels} label={t('details.labels')}>
          {hidden}
          <TextField
            {...columnField('labels')}
            hint={
              labels.length === 0
                ? t('field.labelsHint')
                : t('field.labelsInUse', { labels: labels.slice(0, 12).join(', ') })
            }
            defaultValue={customer.labels.join(', ')}
            autoComplete="off"
          />
          {save(t('details.labelsSubmit'))}
        </Form>
      </Card>
      <Card title={t('details.password')} description={t('details.passwordHint')}>
        <Form action={changePassword} label={t('details.password')}>
          {hidden}
          <PasswordField
            name="password"
            label={t('details.newPassword')}
            autoComplete="off"
            required
          />
          {save(t('details.passwordSubmit'))}
        </Form>
      </Card>
      <PersonalDataCard ctx={ctx} customer={customer} />
    </div>
  );
}
