import {
  commentField,
  computed,
  disabledField,
  duration,
  dynamicField,
  either,
  field,
  flag,
  integer,
  ipAddress,
  listOf,
  macAddress,
  nameField,
  optional,
  prefix,
  rateLimit,
  reference,
  referenceField,
  reported,
  showName,
  text,
} from '../field';
import type { MenuSpec, Parser, Row } from '../model';
import { invalidValue } from '../trap';
import { addressBounds } from '../values';
import { allOf, uniqueName, uniqueWhenEnabled } from './rules';

const ranges: Parser = (value, name) => {
  if (value.split(',').some((part) => !addressBounds(part))) throw invalidValue(name);
  return value;
};

const pool: MenuSpec = {
  path: 'ip/pool',
  verbs: ['add', 'set', 'unset', 'remove'],
  indexed: ['name'],
  isNamed: true,
  fields: [
    nameField,
    field('ranges', ranges, { isRequired: true }),
    referenceField('next-pool', 'ip/pool', { literals: ['none'], isAbsentWhenEmpty: true }),
    { ...commentField, release: 'v7' },
  ],
  check: uniqueName('ip/pool', 'pool with such name exists'),
};

const poolUsed: MenuSpec = {
  path: 'ip/pool/used',
  indexed: ['address'],
  fields: [reported('pool'), reported('address'), reported('owner'), reported('info')],
};

const dhcpServer: MenuSpec = {
  path: 'ip/dhcp-server',
  verbs: ['add', 'set', 'remove', 'enable', 'disable'],
  indexed: ['name'],
  isNamed: true,
  fields: [
    nameField,
    referenceField('interface', 'interface', { isRequired: true }),
    field('lease-time', duration, { initial: '30m' }),
    referenceField('address-pool', 'ip/pool', {
      literals: ['static-only'],
      initial: 'static-only',
    }),
    field('authoritative', text, { initial: 'yes' }),
    field('bootp-support', text, { initial: 'static', release: 'v6' }),
    field('use-radius', text, { initial: 'no' }),
    field('lease-script', text, { initial: '' }),
    dynamicField,
    reported('invalid', 'false'),
    disabledField,
    { ...commentField, release: 'v7' },
  ],
  check: uniqueName('ip/dhcp-server', 'already have dhcp server with such name'),
};

const dhcpNetwork: MenuSpec = {
  path: 'ip/dhcp-server/network',
  verbs: ['add', 'set', 'unset', 'remove'],
  fields: [
    field('address', prefix, { isRequired: true }),
    field('gateway', listOf(ipAddress), { initial: '' }),
    field('netmask', integer(0, 32), { isAbsentWhenEmpty: true }),
    field('dns-server', text, { initial: '' }),
    field('ntp-server', text, { initial: '' }),
    dynamicField,
    commentField,
  ],
};

/** Only a lease in use shows the `active-*` properties. */
const whileBound = (name: string, read: (row: Row) => string | undefined) =>
  computed(name, (row) => (row.session ? read(row) : undefined));

const sameServer = (other: Row, values: ReadonlyMap<string, string>): boolean =>
  (other.values.get('server') ?? '') === (values.get('server') ?? '');

/** `all` is the default and omitted on read, so a query for it finds no lease. */
const leaseServer: Parser = (value, name, router) =>
  value === 'all' || value === '' ? '' : reference('ip/dhcp-server')(value, name, router);

const lease: MenuSpec = {
  path: 'ip/dhcp-server/lease',
  verbs: ['add', 'set', 'unset', 'remove', 'enable', 'disable', 'make-static'],
  indexed: ['mac-address', 'address'],
  fields: [
    field('address', either(reference('ip/pool'), ipAddress), {
      isRequired: true,
      read: showName('ip/pool', 'address'),
    }),
    field('mac-address', macAddress, { isRequired: true }),
    field('client-id', text, { isAbsentWhenEmpty: true }),
    field('address-lists', text, { initial: '', release: 'v7' }),
    field('address-lists', text, { isAbsentWhenEmpty: true, release: 'v6' }),
    field('server', leaseServer, {
      isAbsentWhenEmpty: true,
      read: showName('ip/dhcp-server', 'server'),
    }),
    field('dhcp-option', text, { initial: '', release: 'v7' }),
    field('rate-limit', rateLimit, { isAbsentWhenEmpty: true }),
    field('lease-time', optional(duration), { isAbsentWhenEmpty: true }),
    field('block-access', flag, {
      read: (row) => (row.values.get('block-access') === 'true' ? 'true' : undefined),
    }),
    computed('status', (row) => (row.session ? 'bound' : 'waiting')),
    computed('expires-after', (row, router) => router.sessions.leaseRemaining(row)),
    computed('last-seen', (row, router) => router.sessions.leaseLastSeen(row)),
    {
      ...computed('age', (row, router) => row.session && router.age(row.session.startedAt)),
      release: 'v7',
    },
    whileBound('active-address', (row) => row.session?.address),
    whileBound('active-mac-address', (row) => row.session?.mac),
    whileBound('active-client-id', (row) => `1:${row.session?.mac.toLowerCase()}`),
    whileBound('active-server', (row) => row.values.get('.server')),
    whileBound('host-name', (row) => row.values.get('.host-name')),
    reported('radius', 'false'),
    dynamicField,
    computed('blocked', (row) => String(row.values.get('block-access') === 'true')),
    disabledField,
    commentField,
  ],
  check: allOf(
    uniqueWhenEnabled({
      path: 'ip/dhcp-server/lease',
      key: 'mac-address',
      message: 'already have static lease for this client',
      collides: (other, values) => !other.isDynamic && sameServer(other, values),
    }),
    uniqueWhenEnabled({
      path: 'ip/dhcp-server/lease',
      key: 'address',
      message: 'already have static lease with this IP address',
      // Several leases may share a pool; only a fixed address is exclusive.
      collides: (other, values) =>
        !other.isDynamic && values.get('address')?.startsWith('*') !== true,
    }),
  ),
  remove: (row, router) => router.sessions.removeLease(row),
  changed: (row, router) => router.sessions.leaseChanged(row),
  makeStatic: (row, router) => router.sessions.makeLeaseStatic(row),
};

const route: MenuSpec = {
  path: 'ip/route',
  verbs: ['add', 'set', 'unset', 'remove', 'enable', 'disable'],
  indexed: ['dst-address'],
  fields: [
    field('dst-address', prefix, { initial: '0.0.0.0/0' }),
    field('pref-src', optional(ipAddress), { isAbsentWhenEmpty: true }),
    field('gateway', text, { isAbsentWhenEmpty: true }),
    field('type', text, { isAbsentWhenEmpty: true, release: 'v6' }),
    field('routing-mark', text, { isAbsentWhenEmpty: true, release: 'v6' }),
    field('blackhole', text, { release: 'v7' }),
    field('routing-table', text, { initial: 'main', release: 'v7' }),
    field('distance', integer(1, 255), { initial: '1' }),
    field('scope', integer(0, 255), { initial: '30' }),
    field('target-scope', integer(0, 255), { initial: '10' }),
    field('check-gateway', text, { isAbsentWhenEmpty: true }),
    dynamicField,
    computed('static', (row) => (row.isDynamic ? undefined : 'true')),
    computed('active', (row) => (row.values.get('disabled') === 'true' ? undefined : 'true')),
    disabledField,
    commentField,
  ],
};

export const addressingMenus: readonly MenuSpec[] = [
  pool,
  poolUsed,
  dhcpServer,
  dhcpNetwork,
  lease,
  route,
];
