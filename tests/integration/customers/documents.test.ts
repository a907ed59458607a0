import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { changeDocument } from '@/lib/customers/documents/change-document';
import { deleteDocument } from '@/lib/customers/documents/delete-document';
import { DOCUMENT_BYTES_MAX, saveDocument } from '@/lib/customers/documents/save-document';
import { addSeconds } from '@/lib/kit/time';
import { listCustomerAudit } from '@/lib/screens/admin/customer';
import { getDocument, listDocuments } from '@/lib/screens/shared/documents';
import {
  givenCustomer,
  givenOperator,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';

const ctx = staffCtx();
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n');
let customerId = 0;
let strangerId = 0;

beforeAll(async () => {
  await givenOperator();
  customerId = await givenCustomer();
  strangerId = await givenCustomer();
});

describe('a document of a customer', () => {
  it('is stored unchanged when it is a PDF, and re-encoded when it is a picture', async () => {
    const photo = await sharp({
      create: { width: 3_000, height: 10, channels: 3, background: 'red' },
    })
      .jpeg()
      .toBuffer();
    await saveDocument(ctx, { customerId, name: 'Contract', bytes: pdf });
    const later = { ...ctx, now: addSeconds(ctx.now, 1) };
    await saveDocument(later, { customerId, name: 'Mast', bytes: photo });
    const [mast, contract] = await listDocuments(ctx, customerId);
    expect(contract).toMatchObject({ name: 'Contract', mediaType: 'application/pdf' });
    expect(mast).toMatchObject({ name: 'Mast', mediaType: 'image/webp' });
    expect((await getDocument(ctx, contract?.documentId ?? '')).content.equals(pdf)).toBe(true);
    const stored = await sharp((await getDocument(ctx, mast?.documentId ?? '')).content).metadata();
    expect(stored).toMatchObject({ format: 'webp', width: 2_400 });
  });

  it.each([
    ['a script', Buffer.from('<script>alert(1)</script>'), 'field_file_type'],
    ['half a PDF', Buffer.from('%PDF-1.4\nhalf'), 'file_broken'],
    ['more than is allowed', Buffer.alloc(DOCUMENT_BYTES_MAX + 1), 'field_file_size'],
  ])('is refused when it is %s', async (_what, bytes, key) => {
    await expect(saveDocument(ctx, { customerId, name: 'X', bytes })).rejects.toMatchObject({
      key,
    });
  });

  it('is visible to the subscriber only while staff make it so', async () => {
    const own = await givenCustomer();
    const { documentId } = await saveDocument(ctx, { customerId: own, name: 'Bill', bytes: pdf });
    const subscriber = subscriberCtx(own);
    const seen = async () => (await listDocuments(subscriber, own)).map(({ name }) => name);
    expect(await seen()).toEqual([]);
    await expect(getDocument(subscriber, documentId)).rejects.toMatchObject({ code: 'not-found' });

    await changeDocument(ctx, { documentId, name: 'Bill', visibleToCustomer: true });
    expect(await seen()).toEqual(['Bill']);
    expect((await getDocument(subscriber, documentId)).name).toBe('Bill');

    await changeDocument(ctx, { documentId, name: 'Bill', visibleToCustomer: false });
    expect(await seen()).toEqual([]);
  });

  it('of another customer does not exist for a subscriber, visible or not', async () => {
    const { documentId } = await saveDocument(ctx, {
      ...{ customerId, name: 'Visible', visibleToCustomer: true, bytes: pdf },
    });
    const stranger = subscriberCtx(strangerId);
    await expect(getDocument(stranger, documentId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(listDocuments(stranger, customerId)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is added and removed only by staff with the right, each time with an audit entry', async () => {
    const one = await givenCustomer();
    const auditor = staffCtx(start, 'auditor');
    const wish = { customerId: one, name: 'Contract', bytes: pdf };
    await expect(saveDocument(auditor, wish)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(saveDocument(subscriberCtx(one), wish)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { documentId } = await saveDocument(staffCtx(start, 'support'), wish);
    await expect(deleteDocument(auditor, { documentId })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await changeDocument(ctx, { documentId, name: 'Contract 2', visibleToCustomer: false });
    await changeDocument(ctx, { documentId, name: 'Contract 2', visibleToCustomer: false });
    await deleteDocument(ctx, { documentId });
    await expect(deleteDocument(ctx, { documentId })).rejects.toMatchObject({ code: 'not-found' });
    const { rows } = await listCustomerAudit(ctx, { customerId: one });
    expect(rows.map(({ action }) => action)).toEqual([
      'customer.document.delete',
      'customer.document.change',
      'customer.document.save',
      'customer.create',
    ]);
  });
});
