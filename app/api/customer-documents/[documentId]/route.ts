import type { NextRequest } from 'next/server';
import { sendStoredFile } from '@/app/_operator/stored-file';
import { downloadName } from '@/lib/customers/documents/rules';
import { getDocument } from '@/lib/screens/shared/documents';

export const dynamic = 'force-dynamic';

/** A customer's document, always as a download: for staff, and for the subscriber if it is visible to them. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ documentId: string }> },
): Promise<Response> {
  const { documentId } = await params;
  return sendStoredFile({
    request,
    route: '/api/customer-documents',
    fileId: documentId,
    read: async (ctx) => {
      const file = await getDocument(ctx, documentId);
      // Never cached by the browser, because it can be hidden again or deleted.
      return { ...file, fileName: downloadName(file), show: 'attachment', isImmutable: false };
    },
  });
}
