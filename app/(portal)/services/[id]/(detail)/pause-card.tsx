import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { DateField } from '@/app/_forms/text-fields';
import { Card } from '@/app/_ui/card';
import type { PortalService } from '@/lib/screens/portal/services';
import { pause } from '../../../_parts/actions';
import { getWords } from '../../../_parts/words';

/** Pauses the service for a while, where the plan allows it. */
export async function PauseCard({ service }: { service: PortalService }) {
  if (!service.can.pause) return null;
  const { t } = await getWords();
  const pauseField = namedFields(t, 'pause');
  return (
    <Card title={t('pause.title')} description={t('pause.text')}>
      <Form action={pause} label={t('pause.title')}>
        <input type="hidden" name="serviceId" value={service.serviceId} />
        <DateField {...pauseField('until')} />
        <SubmitButton variant="secondary">{t('pause.submit')}</SubmitButton>
      </Form>
    </Card>
  );
}
