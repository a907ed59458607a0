import { getTranslations } from 'next-intl/server';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { PasswordField } from '@/app/_forms/password-field';
import { SubmitButton } from '@/app/_forms/submit-button';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import { PASSWORD_LENGTH_MIN } from '@/lib/identity/rules/password';
import { getAccount, listOwnSessions, type SessionView } from '@/lib/screens/shared/account';
import { deviceNameOf } from './device-name';
import { changeOwnPassword, endOtherSessions, endOwnSession } from './security-actions';
import type { PersonCtx } from './session';

/** A person's own password and sessions, the same for subscribers and staff. */
export async function SecurityPanel({ ctx }: { ctx: PersonCtx }) {
  return (
    <div className="flex max-w-2xl flex-col gap-5">
      <PasswordCard ctx={ctx} />
      <SessionsCard ctx={ctx} />
    </div>
  );
}

async function PasswordCard({ ctx }: { ctx: PersonCtx }) {
  const [t, { email }] = await Promise.all([getTranslations('auth'), getAccount(ctx)]);
  const field = namedFields(t);
  const securityField = namedFields(t, 'security');
  return (
    <Card title={t('security.passwordTitle')} description={t('security.passwordDescription')}>
      <Form action={changeOwnPassword} label={t('security.changePassword')} className="max-w-sm">
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <PasswordField
          {...securityField('currentPassword')}
          autoComplete="current-password"
          required
        />
        <PasswordField
          {...field('newPassword', { min: PASSWORD_LENGTH_MIN })}
          autoComplete="new-password"
          required
        />
        <div>
          <SubmitButton>{t('security.changePassword')}</SubmitButton>
        </div>
      </Form>
    </Card>
  );
}

async function SessionsCard({ ctx }: { ctx: PersonCtx }) {
  const [t, sessions] = await Promise.all([getTranslations('auth.security'), listOwnSessions(ctx)]);
  return (
    <Card title={t('sessionsTitle')} description={t('sessionsDescription')}>
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} now={ctx.now} />
        ))}
      </ul>
      {/* Kept when only this device is left, or its result message would vanish with it. */}
      <Form action={endOtherSessions} label={t('endOthers')} className="mt-4">
        {sessions.length > 1 && (
          <div>
            <SubmitButton variant="dangerQuiet">{t('endOthers')}</SubmitButton>
          </div>
        )}
      </Form>
    </Card>
  );
}

async function SessionRow({ session, now }: { session: SessionView; now: Date }) {
  const [t, formats] = await Promise.all([getTranslations('auth.security'), getOperatorFormats()]);
  const known = deviceNameOf(session.userAgent);
  const device = known ? t('browserOn', known) : t('unknownDevice');
  const facts = [
    t('signedInAt', { time: formats.dateTime(session.createdAt) }),
    t('lastUsed', { time: formats.relative(session.lastSeenAt, now) }),
    ...(session.ip === null ? [] : [t('fromAddress', { ip: session.ip })]),
  ];
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {device}
          {session.isCurrent && <StatusBadge tone="positive">{t('thisDevice')}</StatusBadge>}
        </p>
        <p className="text-ink-muted text-xs">{facts.join(' · ')}</p>
      </div>
      {!session.isCurrent && (
        <Form action={endOwnSession}>
          <input type="hidden" name="sessionId" value={session.id} />
          <SubmitButton variant="secondary" size="sm" aria-label={t('endLabel', { device })}>
            {t('end')}
          </SubmitButton>
        </Form>
      )}
    </li>
  );
}
