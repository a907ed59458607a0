import { describe, expect, test } from 'vitest';
import { landingPath, safePath, signInPath } from './safe-path';

describe('the path to return to after sign-in', () => {
  test.each(['/', '/admin', '/services/12?tab=usage', '/a%20b'])('keeps %s', (path) => {
    expect(safePath(path)).toBe(path);
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/./\\evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'admin',
    '',
    `/${'a'.repeat(3_000)}`,
    null,
    undefined,
  ])('refuses %j', (path) => {
    expect(safePath(path)).toBeNull();
  });

  test('never leads from the portal to the admin or back', () => {
    expect(landingPath({ kind: 'subscriber' }, '/admin/customers')).toBe('/');
    expect(landingPath({ kind: 'staff' }, '/usage')).toBe('/admin');
    expect(landingPath({ kind: 'staff' }, '/admin/customers?q=a')).toBe('/admin/customers?q=a');
    expect(landingPath({ kind: 'subscriber' }, '/administration')).toBe('/administration');
  });

  test('never leads back to the sign-in page', () => {
    expect(landingPath({ kind: 'subscriber' }, '/sign-in?next=%2F')).toBe('/');
    expect(landingPath({ kind: 'subscriber' }, '/reset-password/abc')).toBe('/');
  });

  test('is carried in the address of the sign-in page', () => {
    expect(signInPath('/usage?range=day')).toBe('/sign-in?next=%2Fusage%3Frange%3Dday');
    expect(signInPath('//evil.example')).toBe('/sign-in');
  });
});
