import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { refuse } from '@/lib/kit/errors';

export type UploadRules = {
  bytesMax: number;
  /** Whether PDFs are accepted. Images are accepted if `imageSideMax` is set. */
  takesPdf: boolean;
  /** The longer side of the stored image, in pixels. */
  imageSideMax?: number;
};

export type PreparedFile = { mediaType: 'image/webp' | 'application/pdf'; content: Buffer };

const imageTypes = ['image/png', 'image/jpeg', 'image/webp'];
/** Larger images would take gigabytes of memory to decode, however small the file. */
const PIXELS_MAX = 40_000_000;

/**
 * Converts an upload into what may be stored. The type is detected from the content, never from a name or header.
 * Images are decoded and re-encoded, so none of the original bytes remain; a PDF must be one from its first to its
 * last byte.
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
  // Other formats tolerate foreign bytes at the start or end, so a polyglot file fails one of these checks.
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
    // The decoder's message is about its internals and does not help the person.
    return refuse('invalid-input', 'file_broken');
  }
}
