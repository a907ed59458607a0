import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ActionButton } from '@/app/_forms/action-button';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import { DateTime } from '@/app/_ui/values';
import { resendMail } from '@/app/admin/mails/actions';
import { can } from '@/lib/authorise/rights';
import type { NotificationState } from '@/lib/kit/words';
import { canResend, readMailFailure } from '@/lib/notifications/rules';
import type { NotificationView } from '@/lib/screens/admin/mails';

const tones: Record<NotificationState, Tone> = {
  queued: 'info',
  sent: 'positive',
  failed: 'danger',
  not_configured: 'warning',
  suppressed: 'neutral',
};

type MailTableProps = {
  ctx: StaffCtx;
  rows: readonly NotificationView[];
  /** Shows recipients; false where all mails belong to one customer. */
  hasRecipients: boolean;
};

/** Mails with their state, and an action to send one again. */
export async function MailTable({ ctx, rows, hasRecipients }: MailTableProps) {
  const [t, f] = await Promise.all([getTranslations('admin-mails'), getOperatorFormats()]);
  const noRight = can(ctx.actor.role, 'notifications.write') ? undefined : t('noRight');
  const recipient: Column<NotificationView> = {
    id: 'to',
    header: t('to'),
    cell: ({ customerId, recipientName }) =>
      customerId === null ? (
        (recipientName ?? t('signUp'))
      ) : (
        <AppLink href={`/admin/customers/${customerId}`} className="hover:underline">
          {recipientName}
        </AppLink>
      ),
  };
  return (
    <SimpleTable
      label={t('title')}
      rows={rows}
      rowId={({ id }) => id}
      columns={[
        {
          id: 'what',
          header: t('what'),
          role: 'title',
          cell: ({ template }) => t(`template.${template}`),
        },
        ...(hasRecipients ? [recipient] : []),
        { id: 'state', header: t('state'), cell: (row) => <MailState row={row} /> },
        {
          id: 'when',
          header: t('when'),
          cell: (row) => <DateTime f={f} value={row.settledAt ?? row.createdAt} />,
        },
        {
          id: 'resend',
          header: t('action'),
          align: 'end',
          cell: ({ id, state }) =>
            canResend(state) ? (
              <ActionButton
                action={resendMail}
                values={{ notificationId: id }}
                size="sm"
                disabledReason={noRight}
              >
                {t('resend')}
              </ActionButton>
            ) : null,
        },
      ]}
    />
  );
}

/** The state of a mail, with the reason in words if it did not arrive. */
async function MailState({ row }: { row: NotificationView }) {
  const [t, f] = await Promise.all([getTranslations('admin-mails'), getOperatorFormats()]);
  const { state, suppressReason, lastError, attempts, dueAt } = row;
  const failure = lastError === null ? null : readMailFailure(lastError);
  const isTried = state === 'failed' || (state === 'queued' && attempts > 0);
  return (
    <>
      <StatusBadge tone={tones[state]}>{t(`stateName.${state}`)}</StatusBadge>
      <span className="mt-1 block text-ink-muted text-xs empty:hidden">
        {[
          suppressReason === null ? '' : t(`suppressed.${suppressReason}`),
          isTried && failure !== null
            ? t(`failure.${failure.kind}`, { code: failure.code ?? 'none' })
            : '',
          isTried ? t('attempts', { count: attempts }) : '',
          state === 'queued' && attempts > 0 ? t('nextTry', { time: f.dateTime(dueAt) }) : '',
        ]
          .filter((part) => part !== '')
          .join(' ')}
      </span>
    </>
  );
}
