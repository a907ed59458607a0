import * as format from '@/lib/kit/format';

/** The interface's names for the formatters of `lib/kit/format.ts`, which mails and papers share. */
export type FormatSettings = format.FormatSettings;
export type Formats = format.Formats;
export const getFormats = format.getFormats;
