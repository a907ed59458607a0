import { type PreparedFile, prepareUpload, type UploadRules } from '@/lib/files/prepare-upload';
import type { ItemFileKind } from '@/lib/kit/words';

/** The largest upload in bytes. The stored image is far smaller; a datasheet is stored unchanged. */
export const uploadBytesMax: Record<ItemFileKind, number> = {
  image: 6_000_000,
  datasheet: 6_000_000,
};

/**
 * Validates an upload and converts it for storage.
 * @throws DomainError `field_file_size`, `field_file_type` or `file_broken`
 */
export function prepareFile(kind: ItemFileKind, bytes: Buffer): Promise<PreparedFile> {
  const bytesMax = uploadBytesMax[kind];
  const rules: UploadRules =
    kind === 'image'
      ? { bytesMax, takesPdf: false, imageSideMax: 1_200 }
      : { bytesMax, takesPdf: true };
  return prepareUpload(bytes, rules);
}
