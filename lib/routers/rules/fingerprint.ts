/**
 * Normalises a SHA-256 fingerprint to colon-separated pairs: RouterOS prints 64 lower-case digits, browsers and OpenSSL
 * print pairs. Null when it is not a SHA-256.
 */
export function normalFingerprint(text: string): string | null {
  const digits = text.replace(/^sha-?256[:=\s]+/i, '').replace(/[\s:.-]/g, '');
  if (!/^[0-9a-f]{64}$/i.test(digits)) return null;
  return (digits.toUpperCase().match(/../g) ?? []).join(':');
}
