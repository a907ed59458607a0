import 'server-only';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { logDefect } from '@/lib/kit/log';

type CsvDownload = {
  columns: readonly string[];
  rows: AsyncIterable<readonly unknown[]>;
  fileName: string;
};

/**
 * Streams rows as a download, only as fast as the client reads. Escapes cells that a spreadsheet would run as formulas.
 * An error midway aborts the connection, so that a partial list is never taken for a complete one.
 */
export function csvResponse({ columns, rows, fileName }: CsvDownload): Response {
  const csv = stringify({ header: true, columns: [...columns], escape_formulas: true, bom: true });
  pipeline(Readable.from(rows), csv).catch((error: unknown) => {
    // A client that disconnected is not our defect.
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
