import { isIPv6 } from 'node:net';
import {
  commentField,
  disabledField,
  dynamicField,
  field,
  flag,
  oneOf,
  reported,
  text,
} from '../field';
import type { MenuSpec, Parser } from '../model';
import { invalidValue } from '../trap';
import { uniqueWhenEnabled } from './rules';

/** An IPv6 address or prefix; RouterOS prints one address as a prefix of 128 bits. */
const block: Parser = (value, name) => {
  const [address = '', bits = '128', ...rest] = value.toLowerCase().split('/');
  const isPrefix = /^\d{1,3}$/.test(bits) && Number(bits) <= 128 && rest.length === 0;
  if (!isIPv6(address) || !isPrefix) throw invalidValue(name);
  return `${address}/${Number(bits)}`;
};

const addressList: MenuSpec = {
  path: 'ipv6/firewall/address-list',
  verbs: ['add', 'set', 'remove', 'enable', 'disable'],
  indexed: ['list', 'address'],
  fields: [
    field('list', text, { isRequired: true }),
    field('address', block, { isRequired: true }),
    reported('creation-time'),
    dynamicField,
    disabledField,
    commentField,
  ],
  check: uniqueWhenEnabled({
    path: 'ipv6/firewall/address-list',
    key: 'address',
    message: 'already have such entry',
    collides: (other, values) => other.values.get('list') === values.get('list'),
  }),
  changed: (row, router) => {
    if (!row.values.has('creation-time')) row.values.set('creation-time', router.stamp());
  },
};

/** Unlike IPv4, without FastTrack before 7.18, and so without it here. */
const filter: MenuSpec = {
  path: 'ipv6/firewall/filter',
  verbs: ['add', 'set', 'unset', 'remove', 'enable', 'disable'],
  indexed: ['src-address-list'],
  fields: [
    field('chain', text, { isRequired: true }),
    field('action', oneOf('accept', 'drop', 'reject', 'jump', 'log', 'passthrough'), {
      initial: 'accept',
    }),
    field('reject-with', text),
    field('src-address-list', text),
    field('dst-address-list', text),
    field('protocol', text),
    field('dst-port', text),
    field('connection-state', text),
    field('place-before', text, { read: () => undefined }),
    field('log', flag, { initial: 'false' }),
    field('log-prefix', text, { initial: '' }),
    reported('bytes', '0'),
    reported('packets', '0'),
    reported('invalid', 'false'),
    dynamicField,
    disabledField,
    commentField,
  ],
};

export const ipv6Menus: readonly MenuSpec[] = [addressList, filter];
