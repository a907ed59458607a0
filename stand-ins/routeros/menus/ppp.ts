import {
  addressOrPoolField,
  byteCount,
  commentField,
  computed,
  disabledField,
  duration,
  either,
  field,
  flag,
  integer,
  nameField,
  oneOf,
  optional,
  rateLimit,
  referenceField,
  reported,
  text,
  uptimeField,
} from '../field';
import { bytesOf, type MenuSpec } from '../model';
import { failure } from '../trap';
import { formatInstant } from '../values';
import { uniqueName } from './rules';

const services = ['any', 'async', 'l2tp', 'ovpn', 'pppoe', 'pptp', 'sstp'];
const yesNoDefault = oneOf('yes', 'no', 'default');

const secret: MenuSpec = {
  path: 'ppp/secret',
  unsettable: ['local-address', 'remote-address', 'remote-ipv6-prefix'],
  verbs: ['add', 'set', 'unset', 'remove', 'enable', 'disable'],
  indexed: ['name'],
  isNamed: true,
  fields: [
    nameField,
    field('service', oneOf(...services), { initial: 'any' }),
    field('caller-id', text, { initial: '' }),
    field('password', text, { initial: '', isSecret: true }),
    referenceField('profile', 'ppp/profile', { initial: 'default' }),
    addressOrPoolField('local-address'),
    addressOrPoolField('remote-address'),
    field('remote-ipv6-prefix', text, { isAbsentWhenEmpty: true }),
    field('routes', text, { initial: '' }),
    field('ipv6-routes', text, { initial: '' }),
    field('limit-bytes-in', byteCount, { initial: '0' }),
    field('limit-bytes-out', byteCount, { initial: '0' }),
    reported('last-logged-out', undefined, {
      read: (row, router) =>
        row.values.get('last-logged-out') ?? formatInstant(0, router.traits.hasIsoDates),
    }),
    reported('last-caller-id'),
    reported('last-disconnect-reason'),
    disabledField,
    commentField,
  ],
  check: uniqueName('ppp/secret', 'secret with the same name already exists'),
};

const profile: MenuSpec = {
  path: 'ppp/profile',
  unsettable: [
    ...['local-address', 'remote-address', 'dns-server', 'wins-server', 'rate-limit'],
    ...['session-timeout', 'idle-timeout', 'parent-queue', 'insert-queue-before', 'queue-type'],
    ...['bridge', 'interface-list', 'incoming-filter', 'outgoing-filter'],
  ],
  verbs: ['add', 'set', 'unset', 'remove'],
  indexed: ['name'],
  isNamed: true,
  fields: [
    nameField,
    addressOrPoolField('local-address'),
    addressOrPoolField('remote-address'),
    field('remote-ipv6-prefix-pool', text, { isAbsentWhenEmpty: true }),
    field('dhcpv6-pd-pool', text, { isAbsentWhenEmpty: true }),
    field('bridge', text, { isAbsentWhenEmpty: true }),
    field('interface-list', text, { isAbsentWhenEmpty: true }),
    field('incoming-filter', text, { isAbsentWhenEmpty: true }),
    field('outgoing-filter', text, { isAbsentWhenEmpty: true }),
    field('wins-server', text, { isAbsentWhenEmpty: true }),
    field('bridge-learning', yesNoDefault, { initial: 'default' }),
    field('session-timeout', optional(duration), { isAbsentWhenEmpty: true }),
    field('idle-timeout', optional(duration), { isAbsentWhenEmpty: true }),
    field('rate-limit', rateLimit, { isAbsentWhenEmpty: true }),
    field('parent-queue', text, { isAbsentWhenEmpty: true }),
    field('insert-queue-before', text, { isAbsentWhenEmpty: true }),
    field('queue-type', text, { isAbsentWhenEmpty: true }),
    field('use-ipv6', oneOf('yes', 'no', 'required', 'default'), {
      initial: 'default',
      needsIpv6: true,
    }),
    field('use-mpls', oneOf('yes', 'no', 'required', 'default'), { initial: 'default' }),
    field('use-compression', yesNoDefault, { initial: 'default' }),
    field('use-encryption', oneOf('yes', 'no', 'required', 'default'), { initial: 'default' }),
    field('use-upnp', yesNoDefault, { initial: 'default' }),
    field('only-one', yesNoDefault, { initial: 'default' }),
    field('change-tcp-mss', yesNoDefault, { initial: 'default' }),
    field('address-list', text, { initial: '' }),
    field('dns-server', text, { isAbsentWhenEmpty: true }),
    field('on-up', text, { initial: '' }),
    field('on-down', text, { initial: '' }),
    reported('default', 'false'),
    commentField,
  ],
  initialRows: [
    { '.id': '*0', name: 'default', 'only-one': 'no', 'change-tcp-mss': 'yes', default: 'true' },
    {
      '.id': '*FFFFFFFE',
      name: 'default-encryption',
      'only-one': 'no',
      'change-tcp-mss': 'yes',
      'use-encryption': 'yes',
      default: 'true',
    },
  ],
  check: uniqueName('ppp/profile', 'profile with the same name already exists'),
  guardRemove: (row) => {
    if (row.values.get('default') === 'true') throw failure('can not remove default profile');
  },
};

const active: MenuSpec = {
  path: 'ppp/active',
  verbs: ['remove'],
  indexed: ['name'],
  fields: [
    reported('name'),
    reported('service'),
    reported('caller-id'),
    reported('address'),
    uptimeField,
    reported('encoding', ''),
    computed('session-id', (row) => row.session?.sessionId),
    reported('limit-bytes-in', '0'),
    reported('limit-bytes-out', '0'),
    reported('radius', 'false'),
    {
      // From the router's point of view: transmitted, which is the download, comes first.
      ...computed('bytes', ({ session }, router) => {
        if (!session || router.quirks.activeStats === 'none') return undefined;
        const { up, down } = session.meter.volume;
        return `${bytesOf(down)}/${bytesOf(up)}`;
      }),
      isStats: true,
    },
  ],
  remove: (row, router) => {
    if (row.session) router.sessions.end(row.session, 'nas-request');
  },
};

const aaa: MenuSpec = {
  path: 'ppp/aaa',
  isSingle: true,
  verbs: ['set'],
  fields: [
    field('use-radius', flag, { initial: 'false' }),
    field('accounting', flag, { initial: 'true' }),
    field('interim-update', duration, { initial: '0s' }),
    field('use-circuit-id-in-nas-port-id', flag, { initial: 'false', release: 'v7' }),
  ],
};

const pppoeServer: MenuSpec = {
  path: 'interface/pppoe-server/server',
  verbs: ['add', 'set', 'remove', 'enable', 'disable'],
  fields: [
    field('service-name', text, { initial: '' }),
    referenceField('interface', 'interface', { isRequired: true }),
    field('max-mtu', text, { initial: 'auto' }),
    field('max-mru', text, { initial: 'auto' }),
    field('mrru', text, { initial: 'disabled' }),
    field('authentication', text, { initial: 'pap,chap,mschap1,mschap2' }),
    field('keepalive-timeout', text, { initial: '10' }),
    field('one-session-per-host', flag, { initial: 'false' }),
    field('max-sessions', either(oneOf('unlimited'), integer(0, 65_535)), { initial: 'unlimited' }),
    referenceField('default-profile', 'ppp/profile', { initial: 'default' }),
    commentField,
    disabledField,
  ],
  initialRows: [{ 'service-name': 'internet', interface: 'ether2' }],
};

export const pppMenus: readonly MenuSpec[] = [profile, secret, active, aaa, pppoeServer];
