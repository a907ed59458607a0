import { createHash, randomBytes } from 'node:crypto';

/**
 * A UUID of version 7: sortable by creation, so that indexes grow at one end. Callers make it once and
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

/** The UUID of a name: the same name is the same id, everywhere and always (version 8, RFC 9562). */
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
 * The id of what a form makes. The key in a form is whatever its sender writes there, so it names a row only
 * together with its owner and, where given, with what is asked for: the same key from anybody else is
 * another row, and nobody can take, find or spoil an id that is not theirs.
 * @param owner `customer:5` for what belongs to a customer, `actorLabel` for what staff do
 */
export function ownedId(kind: string, owner: string, key: string, ...asked: string[]): string {
  return uuidOf(JSON.stringify([kind, owner, key.toLowerCase(), ...asked]));
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(text);
}
