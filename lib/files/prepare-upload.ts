import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { refuse } from '@/lib/kit/errors';

export type UploadRules = {
  bytesMax: number;
  /** What may come; images are left out when there is no size for them. */
  takesPdf: boolean;
  /** The longer side of the stored image, in pixels. */
  imageSideMax?: number;
};

export type PreparedFile = { mediaType: 'image/webp' | 'application/pdf'; content: Buffer };

const imageTypes = ['image/png', 'image/jpeg', 'image/webp'];
/** Larger ones would take gigabytes to decode, however small their file. */
const PIXELS_MAX = 40_000_000;

/**
 * Turns what was uploaded into what may be stored. The type is read from the content, never from a name
 * or a header: images are decoded and written anew, which leaves nothing of the original bytes; a PDF
 * must be one from its first to its last byte.
 * @throws DomainError `field_file_size`, `field_file_type` or `file_broken`
 */
export async function prepareUpload(
  bytes: Buffer,
  { bytesMax, takesPdf, imageSideMax }: UploadRules,
): Promise<PreparedFile> {
  if (bytes.byteLength > bytesMax) refuse('limit', 'field_file_size');
  const mime = (await fileTypeFromBuffer(bytes))?.mime ?? '';
  if (takesPdf && mime === 'application/pdf') return preparePdf(bytes);
  if (imageSideMax !== undefined && imageTypes.includes(mime))
    return { mediaType: 'image/webp', content: await encodeAnew(bytes, imageSideMax) };
  return refuse('invalid-input', 'field_file_type');
}

function preparePdf(bytes: Buffer): PreparedFile {
  // Other formats tolerate a foreign head or tail: a file that is two things at once has one of them.
  const tail = bytes.subarray(-1_024).toString('latin1');
  const isWhole = bytes.subarray(0, 5).toString('latin1') === '%PDF-' && /%%EOF\s*$/.test(tail);
  if (!isWhole) refuse('invalid-input', 'file_broken');
  return { mediaType: 'application/pdf', content: bytes };
}

async function encodeAnew(bytes: Buffer, side: number): Promise<Buffer> {
  try {
    return await sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error' })
      .rotate()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer();
  } catch {
    // The decoder's own words name its internals; to the person only this matters.
    return refuse('invalid-input', 'file_broken');
  }
}
