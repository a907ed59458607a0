import { Download, FileImage, FileText } from 'lucide-react';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { getOperator } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { ICON_BUTTON_STYLES } from '@/app/_ui/icon-button';
import { listDocuments } from '@/lib/screens/shared/documents';
import { getWords } from '../_parts/words';

/** Documents the operator made visible to the customer; renders nothing when there are none. */
export async function DocumentsCard() {
  const ctx = await requireSubscriberCtx();
  const [{ t, f }, { operatorName }, documents] = await Promise.all([
    getWords(),
    getOperator(),
    listDocuments(ctx, ctx.actor.customerId),
  ]);
  if (documents.length === 0) return null;
  return (
    <Card
      title={t('account.documents')}
      description={t('account.documentsText', { operator: operatorName })}
    >
      <ul className="divide-y divide-line">
        {documents.map(({ documentId, name, mediaType, bytes, createdAt }) => {
          const Icon = mediaType === 'application/pdf' ? FileText : FileImage;
          return (
            <li key={documentId} className="flex items-center gap-3 py-3 first:pt-0 last:pb-0">
              <Icon aria-hidden className="size-5 shrink-0 text-ink-muted" />
              <div className="min-w-0 flex-1">
                <p className="font-medium [overflow-wrap:anywhere]">{name}</p>
                <p className="text-ink-muted text-xs">
                  {f.date(createdAt)} · {f.bytes(bytes)}
                </p>
              </div>
              <AppLink
                href={`/api/customer-documents/${documentId}`}
                prefetch={false}
                download
                aria-label={t('account.documentDownload', { name })}
                title={t('account.documentDownload', { name })}
                className={ICON_BUTTON_STYLES}
              >
                <Download aria-hidden />
              </AppLink>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
