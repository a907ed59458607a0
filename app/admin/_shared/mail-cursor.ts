import { isUuid } from '@/lib/kit/ids';

type Cursor = { createdAt: Date; id: string };

/** Parses the list's cursor from an address; undefined, the beginning, for anything else. */
export function readMailCursor(text: string | string[] | undefined): Cursor | undefined {
  if (typeof text !== 'string') return undefined;
  const [, milliseconds = '', id = ''] = /^(\d{10,14})_(.+)$/.exec(text) ?? [];
  return isUuid(id) ? { createdAt: new Date(Number(milliseconds)), id } : undefined;
}

export function writeMailCursor({ createdAt, id }: Cursor): string {
  return `${createdAt.getTime()}_${id}`;
}
