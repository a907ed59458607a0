import { requireSubscriberCtx } from '@/app/_auth/session';
import { ComboField } from '@/app/_forms/combo-field';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { Card } from '@/app/_ui/card';
import { ownAddressKinds } from '@/lib/customers/rules';
import type { AddressView } from '@/lib/screens/admin/customer';
import { getOwnContact } from '@/lib/screens/portal/account';
import { getWords } from '../_parts/words';
import { saveContact } from './actions';

/** How the customer can be reached; data used on documents and by technicians is shown, but only staff change it. */
export async function ContactCard() {
  const [ctx, { t, f }] = await Promise.all([requireSubscriberCtx(), getWords()]);
  const accountField = namedFields(t, 'account');
  const { email, phone, timeZone, addresses, serviceAddresses } = await getOwnContact(ctx);
  return (
    <Card title={t('account.contact')} description={t('account.contactText')}>
      <Form action={saveContact} label={t('account.contact')}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            name="email"
            type="email"
            label={t('account.contactEmail')}
            hint={t('account.contactEmailHint')}
            defaultValue={email ?? undefined}
            autoComplete="email"
            autoCapitalize="none"
            spellCheck={false}
          />
          <TextField
            {...accountField('phone')}
            type="tel"
            defaultValue={phone ?? undefined}
            autoComplete="tel"
            maxLength={40}
          />
          <ComboField
            {...accountField('timeZone', { zone: f.settings.timeZone.replaceAll('_', ' ') })}
            placeholder={f.settings.timeZone.replaceAll('_', ' ')}
            defaultValue={timeZone ?? undefined}
            options={Intl.supportedValuesOf('timeZone').map((zone) => ({
              value: zone,
              label: zone.replaceAll('_', ' '),
            }))}
            className="sm:col-span-2"
          />
        </div>
        {serviceAddresses.length > 0 && (
          <div>
            <p className="font-medium">{t('account.serviceAddress')}</p>
            {serviceAddresses.map((address) => (
              <p key={lineOf(address)} className="text-ink-muted [overflow-wrap:anywhere]">
                {lineOf(address)}
              </p>
            ))}
          </div>
        )}
        <RepeatRows
          {...accountField('addresses')}
          addLabel={t('account.addAddress')}
          maxRows={5}
          defaultRows={addresses.map((address) => ({ ...address }))}
          columns={[
            {
              name: 'kind',
              label: t('account.addressKind'),
              type: 'select',
              options: ownAddressKinds.map((kind) => ({
                value: kind,
                label: t(`account.addressKinds.${kind}`),
              })),
            },
            { ...accountField('lines'), grow: 3 },
            accountField('postalCode'),
            { ...accountField('city'), grow: 2 },
            accountField('country'),
          ]}
        />
        <div>
          <SubmitButton>{t('account.contactSave')}</SubmitButton>
        </div>
      </Form>
    </Card>
  );
}

function lineOf({ lines, postalCode, city, country }: AddressView): string {
  return [lines, [postalCode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', ');
}
