import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { refuse } from '@/lib/kit/errors';
import type { ItemFileKind } from '@/lib/kit/words';

/** Largest upload in bytes. The stored image is far smaller; a datasheet is kept as it is. */
export const uploadBytesMax: Readonly<Record<ItemFileKind, number>> = {
  image: 6_000_000,
  datasheet: 6_000_000,
};

const imageTypes = ['image/png', 'image/jpeg', 'image/webp'];
/** Larger ones would take gigabytes to decode, however small their file. */
const pixelsMax = 40_000_000;
const imageSideMax = 1_200;

export type PreparedFile = { mediaType: 'image/webp' | 'application/pdf'; content: Buffer };

/**
 * Turns what was uploaded into what may be stored. The type is read from the content, never from a name
 * or a header: images are decoded and written anew, which leaves nothing of the original bytes; a PDF
 * must be one from its first to its last byte.
 * @throws DomainError `field_file_size`, `field_file_type` or `file_broken`
 */
export async function prepareFile(kind: ItemFileKind, bytes: Buffer): Promise<PreparedFile> {
  if (bytes.byteLength > uploadBytesMax[kind]) refuse('limit', 'field_file_size');
  const type = await fileTypeFromBuffer(bytes);
  if (kind === 'datasheet') return preparePdf(type?.mime, bytes);
  if (type === undefined || !imageTypes.includes(type.mime))
    refuse('invalid-input', 'field_file_type');
  return { mediaType: 'image/webp', content: await encodeAnew(bytes) };
}

function preparePdf(mime: string | undefined, bytes: Buffer): PreparedFile {
  if (mime !== 'application/pdf') refuse('invalid-input', 'field_file_type');
  // Other formats tolerate a foreign head or tail: a file that is two things at once has one of them.
  const tail = bytes.subarray(-1_024).toString('latin1');
  const isWhole = bytes.subarray(0, 5).toString('latin1') === '%PDF-' && /%%EOF\s*$/.test(tail);
  if (!isWhole) refuse('invalid-input', 'file_broken');
  return { mediaType: 'application/pdf', content: bytes };
}

async function encodeAnew(bytes: Buffer): Promise<Buffer> {
  try {
    return await sharp(bytes, { limitInputPixels: pixelsMax, failOn: 'error' })
      .rotate()
      .resize({
        width: imageSideMax,
        height: imageSideMax,
        fit: 'inside',
        withoutEnlargement: true,
      })
      .webp({ quality: 82 })
      .toBuffer();
  } catch {
    // The decoder's own words name its internals; to the person only this matters.
    return refuse('invalid-input', 'file_broken');
  }
}
