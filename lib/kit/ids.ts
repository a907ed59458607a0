import { createHash, randomBytes } from 'node:crypto';

/**
 * Returns a UUID of version 7: sortable by creation, so that indexes grow at one end. Callers create it once and
 * reuse it on every retry.
 */
export function newId(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/** Derives a UUID from a name, deterministically (version 8, RFC 9562). */
export function uuidOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

/**
 * Derives the id of the row a form creates. The sender controls the key in a form, so the id also covers the owner
 * and, if given, the request: the same key from another owner is another row, and no one can claim, find or block an
 * id that is not theirs.
 * @param owner `customer:5` for customers' rows, `actorLabel` for actions of staff
 */
export function ownedId(kind: string, owner: string, key: string, ...asked: string[]): string {
  return uuidOf(JSON.stringify([kind, owner, key.toLowerCase(), ...asked]));
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(text);
}
