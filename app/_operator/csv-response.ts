import 'server-only';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Stringifier } from 'csv-stringify';
import { logDefect } from '@/lib/kit/log';

/**
 * Streams rows through a CSV writer as a download. A fault in the middle breaks the connection off, so that
 * half a list is never taken for a whole one.
 */
export function csvResponse(
  csv: Stringifier,
  rows: AsyncIterable<readonly unknown[]>,
  fileName: string,
): Response {
  pipeline(Readable.from(rows), csv).catch((error: unknown) => {
    // A reader that went away is no defect of ours.
    if (!isClosedEarly(error)) logDefect(error, { edge: 'csv', fileName });
  });
  return new Response(Readable.toWeb(csv) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  });
}

function isClosedEarly(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ABORT_ERR';
}
