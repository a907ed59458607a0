import { requireSubscriberCtx } from '@/app/_auth/session';
import { CheckboxField } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { Card } from '@/app/_ui/card';
import { getMailPreferences } from '@/lib/screens/portal/account';
import { getWords } from '../_parts/words';
import { chooseMails } from './actions';

/** Which mails the customer receives; receipts, orders and account mails are always sent. */
export async function MailCard() {
  const [ctx, { t }] = await Promise.all([requireSubscriberCtx(), getWords()]);
  const { usage, renewal } = await getMailPreferences(ctx, ctx.actor.customerId);
  return (
    <Card title={t('account.mails')} footer={t('account.mailsAlways')}>
      <Form action={chooseMails} label={t('account.mails')}>
        <CheckboxField name="usage" label={t('account.mailsUsage')} defaultChecked={usage} />
        <CheckboxField name="renewal" label={t('account.mailsRenewal')} defaultChecked={renewal} />
        <SubmitButton>{t('account.mailsSave')}</SubmitButton>
      </Form>
    </Card>
  );
}
