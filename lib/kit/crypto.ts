import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Keys by id; the newest encrypts, all decrypt. */
export type KeyRing = { newest: string; keys: ReadonlyMap<string, Buffer> };

/**
 * Parses `id:base64key[,id:base64key…]`, newest first. Throws if a key is not 32 bytes: a short key must stop the
 * start, not weaken every secret written after it.
 */
export function parseKeyRing(text: string): KeyRing {
  const entries = text.split(',').map((part): [string, Buffer] => {
    const [id = '', encoded = ''] = part.trim().split(':');
    const key = Buffer.from(encoded, 'base64');
    if (!/^[a-z0-9]{1,16}$/i.test(id) || key.length !== 32) {
      throw new Error('ENCRYPTION_KEYS must be id:base64 pairs with 32-byte keys');
    }
    return [id, key];
  });
  const [first] = entries;
  if (!first) throw new Error('ENCRYPTION_KEYS is empty');
  return { newest: first[0], keys: new Map(entries) };
}

/**
 * Encrypts a secret for storage: `v1.<keyId>.<nonce>.<ciphertext>.<tag>`. `context` (for example
 * `router:12|password`) is authenticated with it, so a value copied to another row cannot be decrypted.
 */
export function seal(ring: KeyRing, plaintext: string, context: string): string {
  const key = keyOf(ring, ring.newest);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(`${context}|${ring.newest}`));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  const parts = [nonce, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return ['v1', ring.newest, ...parts].join('.');
}

/** Decrypts a sealed value. Throws if it was tampered with or moved to another row, or if its key is missing. */
export function unseal(ring: KeyRing, sealed: string, context: string): string {
  const [version, keyId = '', nonce = '', ciphertext = '', tag = ''] = sealed.split('.');
  if (version !== 'v1') throw new Error('sealed value has an unknown format');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyOf(ring, keyId),
    Buffer.from(nonce, 'base64url'),
  );
  decipher.setAAD(Buffer.from(`${context}|${keyId}`));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([
    decipher.update(Buffer.from(ciphertext, 'base64url')),
    decipher.final(),
  ]).toString('utf8');
}

/** Returns a keyed fingerprint, which shows whether a secret changed without storing it. */
export function fingerprint(ring: KeyRing, text: string, context: string): string {
  return createHmac('sha256', keyOf(ring, ring.newest))
    .update(`${context}|${text}`)
    .digest('base64url');
}

function keyOf(ring: KeyRing, id: string): Buffer {
  const key = ring.keys.get(id);
  if (!key) throw new Error(`encryption key ${id} is not in ENCRYPTION_KEYS`);
  return key;
}
