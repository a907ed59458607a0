import { describe, expect, test } from 'vitest';
import { DOCUMENT_NAME_MAX, downloadName, nameOfFile } from './rules';

describe('the name of a document', () => {
  test.each([
    ['contract.pdf', 'contract'],
    ['C:\\fakepath\\My contract.PDF', 'My contract'],
    ['../../etc/passwd', 'passwd'],
    ['v1.2 draft.pdf', 'v1.2 draft'],
    ['\u202efdp.exe\r\n.pdf', 'fdp.exe'],
    ['.pdf', 'Document'],
    ['', 'Document'],
  ])('of the file %j is %j', (file, name) => {
    expect(nameOfFile(file, 'Document')).toBe(name);
  });

  test('is cut where the database would refuse it', () => {
    expect(nameOfFile(`${'x'.repeat(DOCUMENT_NAME_MAX - 1)}🏠.pdf`, '')).toBe(
      'x'.repeat(DOCUMENT_NAME_MAX - 1),
    );
    expect(nameOfFile(`${'x'.repeat(300)}.pdf`, '')).toHaveLength(DOCUMENT_NAME_MAX);
  });

  test('ends, as a download, in what the bytes are', () => {
    expect(downloadName({ name: 'evil.html', mediaType: 'application/pdf' })).toBe('evil.html.pdf');
    expect(downloadName({ name: 'photo', mediaType: 'image/webp' })).toBe('photo.webp');
  });
});
