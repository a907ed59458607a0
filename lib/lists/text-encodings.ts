/**
 * Supported text encodings, the most common first: a tie is decided by this order. Encodings that are missing here
 * (ISO 8859-1, GBK, CP949) are subsets of one in the list.
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
