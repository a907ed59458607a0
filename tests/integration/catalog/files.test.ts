import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { prepareFile, uploadBytesMax } from '@/lib/catalog/prepare-file';
import { removeItemFile } from '@/lib/catalog/remove-item-file';
import { saveItemFile } from '@/lib/catalog/save-item-file';
import { newId } from '@/lib/kit/ids';
import { changeItem } from '@/lib/rollouts/change-item';
import { listOffers } from '@/lib/screens/portal/plans';
import { getItemFile } from '@/lib/screens/shared/catalogue-file';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { formOf, refusalOf } from './support';

beforeAll(() => givenOperator());

const picture = (width = 40, height = 30) =>
  sharp({ create: { width, height, channels: 3, background: '#0a7' } });
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n', 'latin1');
const SCRIPT = '<script>alert(document.domain)</script>';

describe('an uploaded image', () => {
  it.each(['png', 'jpeg', 'webp'] as const)(
    'as %s is decoded and re-encoded as WebP',
    async (format) => {
      const file = await prepareFile('image', await picture().toFormat(format).toBuffer());
      expect(file.mediaType).toBe('image/webp');
      expect(await sharp(file.content).metadata()).toMatchObject({ format: 'webp', width: 40 });
    },
  );

  it('is scaled down and loses its camera metadata', async () => {
    const large = await picture(3_000, 1_500)
      .withExif({ IFD0: { Copyright: 'Somebody' } })
      .jpeg()
      .toBuffer();
    const { content } = await prepareFile('image', large);
    expect(await sharp(content).metadata()).toMatchObject({ width: 1_200, height: 600 });
    expect((await sharp(content).metadata()).exif).toBeUndefined();
  });

  it('loses any script appended to it', async () => {
    const polyglot = Buffer.concat([await picture().png().toBuffer(), Buffer.from(SCRIPT)]);
    const { content } = await prepareFile('image', polyglot);
    expect(content.includes('<script')).toBe(false);
  });

  it.each([
    ['an SVG', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`)],
    [
      'an SVG with a heading',
      Buffer.from(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`),
    ],
    ['a web page', Buffer.from(`<!doctype html>${SCRIPT}`)],
    ['a GIF that is also a script', Buffer.from(`GIF89a=1/*${SCRIPT}*/`)],
    ['a PDF', pdf],
    ['nothing', Buffer.alloc(0)],
  ])('is refused when it is %s', async (_what, bytes) => {
    expect(await refusalOf(prepareFile('image', bytes))).toBe('field_file_type');
  });

  it('is refused when truncated, too large, or huge once decoded', async () => {
    const whole = await picture(200, 200).png({ compressionLevel: 0 }).toBuffer();
    expect(await refusalOf(prepareFile('image', whole.subarray(0, 400)))).toBe('file_broken');
    const tooLarge = Buffer.alloc(uploadBytesMax.image + 1);
    expect(await refusalOf(prepareFile('image', tooLarge))).toBe('field_file_size');
    const bomb = await picture(7_000, 6_000).png().toBuffer();
    expect(bomb.byteLength).toBeLessThan(1_000_000);
    expect(await refusalOf(prepareFile('image', bomb))).toBe('file_broken');
  });
});

describe('an uploaded datasheet', () => {
  it('is a PDF and nothing else', async () => {
    expect(await prepareFile('datasheet', pdf)).toEqual({
      mediaType: 'application/pdf',
      content: pdf,
    });
    expect(await refusalOf(prepareFile('datasheet', await picture().png().toBuffer()))).toBe(
      'field_file_type',
    );
    expect(await refusalOf(prepareFile('datasheet', Buffer.from(SCRIPT)))).toBe('field_file_type');
  });
  it('is refused with foreign bytes before or after it', async () => {
    const tailed = Buffer.concat([pdf, Buffer.from(SCRIPT)]);
    expect(await refusalOf(prepareFile('datasheet', tailed))).toBe('file_broken');
    const headed = Buffer.concat([Buffer.from(SCRIPT), pdf]);
    expect(['field_file_type', 'file_broken']).toContain(
      await refusalOf(prepareFile('datasheet', headed)),
    );
  });
});

describe('an item’s file', () => {
  it('replaces the earlier one under a new URL, also when two arrive at once', async () => {
    const { itemId } = await givenPlan();
    const bytes = await picture().png().toBuffer();
    const upload = () => saveItemFile(staffCtx(), { itemId, kind: 'image', bytes });
    const first = await upload();
    const both = await Promise.all([upload(), upload()]);
    const rows = await getSql()<
      { id: string }[]
    >`select id from catalog_files where item_id = ${itemId}`;
    expect(rows).toHaveLength(1);
    expect(both.map(({ fileId }) => fileId)).toContain(rows[0]?.id);
    expect(await refusalOf(getItemFile(staffCtx(), first.fileId))).toBe('not_found');
  });

  it('is visible only to those who have the item or may buy it', async () => {
    const { itemId } = await givenPlan();
    const [meant, holder, other] = [
      await givenCustomer({ balance: 5_000n }),
      await givenCustomer({ balance: 5_000n }),
      await givenCustomer(),
    ];
    await givenService({ customerId: holder, itemId });
    await changeItem(staffCtx(), await formOf(itemId, { customerIds: [meant] }));
    const { fileId } = await saveItemFile(staffCtx(), { itemId, kind: 'datasheet', bytes: pdf });
    for (const customerId of [meant, holder])
      expect((await getItemFile(subscriberCtx(customerId), fileId)).content).toEqual(pdf);
    expect(await refusalOf(getItemFile(subscriberCtx(other), fileId))).toBe('not_found');
    expect(await refusalOf(getItemFile(staffCtx(), newId()))).toBe('not_found');
    expect(await refusalOf(getItemFile(staffCtx(), 'not an id'))).toBe('not_found');
    const offers = await listOffers(subscriberCtx(meant), meant);
    expect(offers.find((item) => item.itemId === itemId)?.datasheetUrl).toBe(
      `/api/catalogue-files/${fileId}`,
    );
  });

  it('is added and removed only by staff with the right', async () => {
    const { itemId } = await givenPlan();
    const file = { itemId, kind: 'datasheet', bytes: pdf } as const;
    for (const ctx of [staffCtx(undefined, 'support'), subscriberCtx(1)]) {
      expect(await refusalOf(saveItemFile(ctx, file))).toBe('forbidden');
      expect(await refusalOf(removeItemFile(ctx, file))).toBe('forbidden');
    }
    const { fileId } = await saveItemFile(staffCtx(), file);
    await removeItemFile(staffCtx(), file);
    await removeItemFile(staffCtx(), file);
    expect(await refusalOf(getItemFile(staffCtx(), fileId))).toBe('not_found');
  });
});
