import type { NextRequest } from 'next/server';
import { sendStoredFile } from '@/app/_operator/stored-file';
import { getItemFile } from '@/lib/screens/shared/catalogue-file';

export const dynamic = 'force-dynamic';

/** An item's image or datasheet, for staff and for those who have the item or may buy it. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ fileId: string }> },
): Promise<Response> {
  const { fileId } = await params;
  return sendStoredFile({
    request,
    route: '/api/catalogue-files',
    fileId,
    read: async (ctx) => {
      const { kind, itemName, ...file } = await getItemFile(ctx, fileId);
      const isImage = kind === 'image';
      return {
        ...file,
        fileName: `${itemName}.${isImage ? 'webp' : 'pdf'}`,
        show: isImage ? 'inline' : 'attachment',
        // The address changes with the content.
        isImmutable: true,
      };
    },
  });
}
