import { describe, expect, it } from 'vitest';
import { fingerprint, parseKeyRing, seal, unseal } from './crypto';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const ring = parseKeyRing(`k1:${key(1)}`);

describe('a sealed secret', () => {
  it('opens only in the context it was sealed for', () => {
    const sealed = seal(ring, 'Žluť 漢', 'router:1|password');
    expect(unseal(ring, sealed, 'router:1|password')).toBe('Žluť 漢');
    expect(() => unseal(ring, sealed, 'router:2|password')).toThrow();
  });

  it('does not open when a byte has changed', () => {
    const sealed = seal(ring, 'secret', 'x');
    const parts = sealed.split('.');
    parts[3] = Buffer.from('tamper').toString('base64url');
    expect(() => unseal(ring, parts.join('.'), 'x')).toThrow();
  });

  it('stays readable after a newer key is added, which then seals new secrets', () => {
    const sealed = seal(ring, 'secret', 'x');
    const rotated = parseKeyRing(`k2:${key(2)},k1:${key(1)}`);
    expect(unseal(rotated, sealed, 'x')).toBe('secret');
    expect(seal(rotated, 'secret', 'x')).toMatch(/^v1\.k2\./);
  });

  it('is different every time, while its fingerprint is stable', () => {
    expect(seal(ring, 'secret', 'x')).not.toBe(seal(ring, 'secret', 'x'));
    expect(fingerprint(ring, 'secret', 'x')).toBe(fingerprint(ring, 'secret', 'x'));
  });

  it('needs keys of 32 bytes', () => {
    expect(() => parseKeyRing('k1:c2hvcnQ=')).toThrow(/32-byte/);
    expect(() => parseKeyRing('')).toThrow();
  });
});
