'use server';

import { refresh } from 'next/cache';
import { staffAction } from '@/app/_operator/staff-action';
import { ChangeDocument, changeDocument } from '@/lib/customers/documents/change-document';
import { DeleteDocument, deleteDocument } from '@/lib/customers/documents/delete-document';

export const editDocument = staffAction({
  schema: ChangeDocument,
  run: async (ctx, input) => {
    await changeDocument(ctx, input);
    refresh();
  },
});

export const removeDocument = staffAction({
  schema: DeleteDocument,
  run: async (ctx, input) => {
    await deleteDocument(ctx, input);
    refresh();
  },
});
