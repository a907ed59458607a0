export const DOCUMENT_NAME_MAX = 120;
export const DOCUMENTS_MAX = 200;

/** Derives a document's name from its file name, without the folder, the extension and unprintable characters. */
export function nameOfFile(fileName: string, fallback: string): string {
  const last = fileName.split(/[/\\]/).at(-1) ?? '';
  const name = last
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, DOCUMENT_NAME_MAX)
    // A surrogate pair that the length limit cut in two.
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
  return name === '' ? fallback : name;
}

/** The file name of a download. The extension follows the stored media type, not what the person typed. */
export function downloadName({ name, mediaType }: { name: string; mediaType: string }): string {
  return `${name}.${mediaType === 'application/pdf' ? 'pdf' : 'webp'}`;
}
