'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Form } from '@/app/_forms/form';
import { idleState } from '@/app/_forms/form-state';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { lookAtCertificate, pinCertificate } from './actions';

type Seen = {
  fingerprint256: string;
  subject: string;
  validTo: string;
};

/** Shows the router's certificate, and pins it once staff have entered the fingerprint from the router's own screen. */
export function CertificateCard({
  routerId,
  accepted,
}: {
  routerId: number;
  accepted: string | null;
}) {
  const t = useTranslations('admin-routers.certificate');
  const [state, look, pending] = useActionState(lookAtCertificate, idleState);
  const seen = state.status === 'ok' ? (state.data as Seen | undefined) : undefined;
  return (
    <Card
      title={t('title')}
      description={t('text')}
      actions={
        <form action={look}>
          <input type="hidden" name="routerId" value={routerId} />
          <Button type="submit" pending={pending}>
            {t('look')}
          </Button>
        </form>
      }
    >
      <div className="flex flex-col gap-4">
        <Accepted accepted={accepted} seen={seen} />
        <div role="status" className="empty:hidden">
          {state.status !== 'idle' && seen === undefined && (
            <Callout tone="danger">{state.message}</Callout>
          )}
          {seen && (
            <KeyValueList
              items={[
                {
                  id: 'fingerprint',
                  label: t('fingerprint'),
                  value: <span className="font-mono text-xs">{seen.fingerprint256}</span>,
                },
                { id: 'subject', label: t('subject'), value: seen.subject },
                { id: 'validTo', label: t('validTo'), value: seen.validTo },
              ]}
            />
          )}
        </div>
        <Form action={pinCertificate} label={t('accept')} messageAt="bottom">
          <input type="hidden" name="routerId" value={routerId} />
          <TextField
            name="fingerprint"
            label={t('own')}
            hint={t('ownHint')}
            required
            autoComplete="off"
            spellCheck={false}
          />
          <div>
            <SubmitButton variant="secondary">{t('accept')}</SubmitButton>
          </div>
        </Form>
      </div>
    </Card>
  );
}

function Accepted({ accepted, seen }: { accepted: string | null; seen: Seen | undefined }) {
  const t = useTranslations('admin-routers.certificate');
  if (accepted === null) return <Callout tone="warning">{t('none')}</Callout>;
  const isOther = seen !== undefined && seen.fingerprint256 !== accepted;
  return (
    <Callout tone={isOther ? 'danger' : 'positive'} title={isOther ? t('other') : t('pinned')}>
      <span className="font-mono text-xs [overflow-wrap:anywhere]">{accepted}</span>
    </Callout>
  );
}
