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
  ])('becomes, for the file %j, %j', (file, name) => {
    expect(nameOfFile(file, 'Document')).toBe(name);
  });

  test('is cut at the limit of the database', () => {
    expect(nameOfFile(`${'x'.repeat(DOCUMENT_NAME_MAX - 1)}🏠.pdf`, '')).toBe(
      'x'.repeat(DOCUMENT_NAME_MAX - 1),
    );
    expect(nameOfFile(`${'x'.repeat(300)}.pdf`, '')).toHaveLength(DOCUMENT_NAME_MAX);
  });

  test('gets the extension of its real content when downloaded', () => {
    expect(downloadName({ name: 'evil.html', mediaType: 'application/pdf' })).toBe('evil.html.pdf');
    expect(downloadName({ name: 'photo', mediaType: 'image/webp' })).toBe('photo.webp');
  });
});
