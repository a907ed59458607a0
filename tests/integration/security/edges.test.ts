import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { listLibImports, listServerActions } from '@/tests/support/security/app-tree';
import { listLibFunctions } from '@/tests/support/security/lib-functions';
import { registry } from '@/tests/support/security/registry/all';

const root = path.resolve(import.meta.dirname, '../../..');
const actions = listServerActions(root);
const functions = new Map(listLibFunctions(root).map((one) => [`${one.module}#${one.name}`, one]));

/** Actions without a wrapper, because they are not forms of a signed-in person. */
const ownActions: Record<string, string> = {
  '_auth/sign-out.ts#signOut': 'ends the session of whoever calls it',
};

/** Forms for people who are not signed in: a password or a mailed link is the proof. */
const publicActions: Record<string, string> = {
  '(auth)/sign-in/actions.ts#signIn': 'the password is the proof',
  '(auth)/forgotten-password/actions.ts#askForReset': 'answers the same for every address',
  '(auth)/accept-invitation/[token]/actions.ts#setFirstPassword': 'the link is the proof',
  '(auth)/reset-password/[token]/actions.ts#setNewPassword': 'the link is the proof',
  '(auth)/sign-up/actions.ts#signUp': 'answers the same for every address',
  '(auth)/sign-up/[token]/actions.ts#confirmAccount': 'the link and the password are the proof',
};

/** Inner functions that a page may call, because what they show is public. */
const shownToAll: Record<string, string> = {
  'settings/get-settings#getSettings': 'the operator’s name, currency and zone',
  'jobs/ask-database#askDatabase': 'answers nothing but that it can',
  'payments/receive-stripe-event#receiveStripeEvent': 'checks the signature itself',
};

describe('every server action', () => {
  test('is created by a wrapper that resolves the caller, or is listed', () => {
    const unwrapped = actions
      .filter(({ wrapper }) => !/^(staffAction|subscriberAction|formAction)$/.test(wrapper ?? ''))
      .map(({ file, name }) => `${file}#${name}`)
      .filter((id) => !file(id).startsWith('dev-kit/') && ownActions[id] === undefined);
    expect(unwrapped).toEqual([]);
  });

  test('requires a signed-in person, except for the public forms', () => {
    const open = actions
      .filter(({ wrapper, text }) => wrapper === 'formAction' && !/who: require\w+Ctx\b/.test(text))
      .map(({ file, name }) => `${file}#${name}`)
      .filter((id) => !file(id).startsWith('dev-kit/') && publicActions[id] === undefined);
    expect(open).toEqual([]);
  });

  test('of the admin is for staff, of the portal for subscribers', () => {
    const misplaced = actions.filter(
      ({ file, wrapper }) =>
        (file.startsWith('admin/') && wrapper === 'subscriberAction') ||
        (file.startsWith('(portal)/') && wrapper === 'staffAction'),
    );
    expect(misplaced.map(({ file, name }) => `${file}#${name}`)).toEqual([]);
  });
});

describe('the routes', () => {
  test('call nothing in lib that leaves authorisation to its caller', () => {
    const calls = listLibImports(root)
      .filter(({ module }) => !module.startsWith('kit/'))
      .filter(({ module, name }) => name === '*' || isInner(module, name))
      .map(({ file, module, name }) => `${file} calls ${module}#${name}`);
    expect(calls).toEqual([]);
  });

  test('call functions without a session only where nobody is signed in yet', () => {
    const calls = listLibImports(root).filter(
      ({ file, module, name }) =>
        functions.get(`${module}#${name}`)?.context === 'public' &&
        !/^(\(auth\)|_auth)\//.test(file),
    );
    expect(calls).toEqual([]);
  });
});

function file(id: string): string {
  return id.split('#')[0] ?? '';
}

function isInner(module: string, name: string): boolean {
  const called = functions.get(`${module}#${name}`);
  if (called === undefined || shownToAll[called.id] !== undefined) return false;
  if (called.context !== 'ctx') return called.context !== 'public';
  const [entry] = [registry[`${module.split('/')[0]}/${name}`] ?? []].flat();
  return entry?.for === 'inner';
}
