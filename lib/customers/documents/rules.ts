export const DOCUMENT_NAME_MAX = 120;
export const DOCUMENTS_MAX = 200;

/** What a document is called after its file: without the folder, the extension and signs nobody can print. */
export function nameOfFile(fileName: string, fallback: string): string {
  const last = fileName.split(/[/\\]/).at(-1) ?? '';
  const name = last
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, DOCUMENT_NAME_MAX)
    // A sign of two halves that the limit cut in two.
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
  return name === '' ? fallback : name;
}

/** The name a download carries: the ending says what the bytes are, whatever the person typed. */
export function downloadName({ name, mediaType }: { name: string; mediaType: string }): string {
  return `${name}.${mediaType === 'application/pdf' ? 'pdf' : 'webp'}`;
}
