import { Download, FileImage, FileText, Trash2 } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { ICON_BUTTON_STYLES, IconButton } from '@/app/_ui/icon-button';
import { StatusBadge } from '@/app/_ui/status-badge';
import { can } from '@/lib/authorise/rights';
import { DOCUMENT_BYTES_MAX } from '@/lib/customers/documents/save-document';
import { type DocumentView, listDocuments } from '@/lib/screens/shared/documents';
import { removeDocument } from '../document-actions';
import { DocumentEdit } from './document-edit';
import { DocumentUpload } from './document-upload';

/** The customer's files: to download, rename, show to the subscriber and delete. */
export async function DocumentsCard({ ctx, customerId }: { ctx: StaffCtx; customerId: number }) {
  const [t, customers, f, documents] = await Promise.all([
    getTranslations('admin-customers.documents'),
    getTranslations('admin-customers'),
    getOperatorFormats(),
    listDocuments(ctx, customerId),
  ]);
  const canWrite = can(ctx.actor.role, 'customers.write');
  return (
    <Card
      title={t('title')}
      className="lg:col-span-2"
      description={t('description', { size: f.bytes(BigInt(DOCUMENT_BYTES_MAX)) })}
    >
      {documents.length === 0 ? (
        <p className="text-ink-muted">{t('none')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {documents.map((document) => (
            <Document key={document.documentId} document={document} canWrite={canWrite} />
          ))}
        </ul>
      )}
      <div className="mt-4 border-line border-t pt-4">
        <DocumentUpload
          customerId={customerId}
          disabledReason={canWrite ? undefined : customers('noRight')}
        />
      </div>
    </Card>
  );
}

async function Document({ document, canWrite }: { document: DocumentView; canWrite: boolean }) {
  const [t, details, f] = await Promise.all([
    getTranslations('admin-customers.documents'),
    getTranslations('admin-customers.details'),
    getOperatorFormats(),
  ]);
  const { documentId, name, visibleToCustomer } = document;
  const Icon = document.mediaType === 'application/pdf' ? FileText : FileImage;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 first:pt-0 last:pb-0">
      <Icon aria-hidden className="size-5 shrink-0 text-ink-muted" />
      <div className="min-w-0 flex-1 basis-40">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium [overflow-wrap:anywhere]">
          {name}
          <StatusBadge tone={visibleToCustomer ? 'info' : 'neutral'}>
            {t(visibleToCustomer ? 'visible' : 'hidden')}
          </StatusBadge>
        </p>
        <p className="text-ink-muted text-xs">
          {t('by', {
            size: f.bytes(document.bytes),
            name: document.author ?? details('someone'),
            time: f.dateTime(document.createdAt),
          })}
        </p>
      </div>
      <div className="flex gap-1">
        <AppLink
          href={`/api/customer-documents/${documentId}`}
          prefetch={false}
          download
          aria-label={t('download', { name })}
          title={t('download', { name })}
          className={ICON_BUTTON_STYLES}
        >
          <Download aria-hidden />
        </AppLink>
        {canWrite && (
          <>
            <DocumentEdit {...{ documentId, name, visibleToCustomer }} />
            <ConfirmDialog
              trigger={<IconButton label={t('remove', { name })} icon={<Trash2 aria-hidden />} />}
              title={t('removeTitle')}
              confirmLabel={t('removeSubmit')}
              action={removeDocument}
              fields={<input type="hidden" name="documentId" value={documentId} />}
            >
              {t('removeText', { name })}
            </ConfirmDialog>
          </>
        )}
      </div>
    </li>
  );
}
