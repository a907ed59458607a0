import { revalidatePath } from 'next/cache';
import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { receiveUpload } from '@/app/_operator/receive-upload';
import { uploadBytesMax } from '@/lib/catalog/prepare-file';
import { saveItemFile } from '@/lib/catalog/save-item-file';
import { itemFileKinds } from '@/lib/kit/words';

export const dynamic = 'force-dynamic';

const Target = z.object({
  item: z.coerce.number().int().positive(),
  kind: z.enum(itemFileKinds),
});

/** Receives an item's image or datasheet: `?item=12&kind=image`. */
export function POST(request: NextRequest): Promise<Response> {
  return receiveUpload({
    request,
    route: '/api/catalogue-files',
    target: Target,
    bytesMax: ({ kind }) => uploadBytesMax[kind],
    rights: ['catalog.write'],
    save: async (ctx, { item: itemId, kind }, bytes) => {
      const { fileId } = await saveItemFile(ctx, { itemId, kind, bytes });
      revalidatePath('/admin/catalogue', 'layout');
      return { fileId };
    },
  });
}
