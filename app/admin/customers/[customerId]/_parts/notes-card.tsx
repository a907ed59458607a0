import { Trash2 } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextArea } from '@/app/_forms/text-fields';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { IconButton } from '@/app/_ui/icon-button';
import { can } from '@/lib/authorise/rights';
import { listNotes } from '@/lib/screens/admin/customer';
import { removeNote, writeNote } from '../actions';

export async function NotesCard({ ctx, customerId }: { ctx: StaffCtx; customerId: number }) {
  const [t, customers, ui, f, notes] = await Promise.all([
    getTranslations('admin-customers.details'),
    getTranslations('admin-customers'),
    getTranslations('ui'),
    getOperatorFormats(),
    listNotes(ctx, customerId),
  ]);
  const canWrite = can(ctx.actor.role, 'customers.write');
  return (
    <Card title={t('notes')} description={t('notesHint')}>
      <Form action={writeNote} label={t('note')}>
        <input type="hidden" name="customerId" value={customerId} />
        <TextArea name="text" label={t('note')} rows={2} maxLength={4000} required />
        <div>
          <SubmitButton
            variant="secondary"
            disabledReason={canWrite ? undefined : customers('noRight')}
          >
            {t('noteSubmit')}
          </SubmitButton>
        </div>
      </Form>
      {notes.length === 0 ? (
        <p className="mt-4 text-ink-muted">{t('noNotes')}</p>
      ) : (
        <ul className="mt-4 divide-y divide-line">
          {notes.map((note) => (
            <li key={note.noteId} className="flex items-start justify-between gap-3 py-3 last:pb-0">
              <div className="min-w-0">
                <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{note.text}</p>
                <p className="mt-1 text-ink-muted text-xs">
                  {t('noteBy', {
                    name: note.author ?? t('someone'),
                    time: f.dateTime(note.createdAt),
                  })}
                </p>
              </div>
              {canWrite && (
                <ConfirmDialog
                  trigger={<IconButton label={t('deleteNote')} icon={<Trash2 aria-hidden />} />}
                  title={t('deleteNoteTitle')}
                  confirmLabel={ui('delete')}
                  action={removeNote}
                  fields={<input type="hidden" name="noteId" value={note.noteId} />}
                >
                  {t('deleteNoteText')}
                </ConfirmDialog>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
