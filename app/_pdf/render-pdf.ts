import 'server-only';
import { type DocumentProps, renderToBuffer } from '@react-pdf/renderer';
import type { ReactElement } from 'react';
import { registerFonts } from './fonts';

/** Renders one document to PDF. */
export async function renderPdf(
  paper: ReactElement<DocumentProps>,
): Promise<Uint8Array<ArrayBuffer>> {
  registerFonts();
  return new Uint8Array(await renderToBuffer(paper));
}
