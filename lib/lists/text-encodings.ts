/**
 * The encodings a file of text may be read by, the ones operators meet most first: a file that fits several
 * equally is the first of them. Those written under another name (ISO 8859-1, GBK, CP949) are within a larger
 * one of the list.
 */
export const textEncodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1254',
  'windows-1256',
  'windows-1253',
  'windows-1255',
  'windows-1257',
  'windows-874',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-7',
  'iso-8859-15',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'koi8-r',
  'koi8-u',
  'cp850',
  'cp852',
  'cp866',
  'macintosh',
] as const;
export type TextEncoding = (typeof textEncodings)[number];
