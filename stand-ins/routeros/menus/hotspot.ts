import {
  byteCount,
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
  macAddress,
  nameField,
  oneOf,
  optional,
  rateLimit,
  referenceField,
  reported,
  sessionBytes,
  sessionPackets,
  text,
  uptimeField,
} from '../field';
import { bytesOf, type MenuSpec, newMeter, packetsOf, type Values } from '../model';
import { failure } from '../trap';
import { formatDuration } from '../values';
import { uniqueName } from './rules';

const server: MenuSpec = {
  path: 'ip/hotspot',
  verbs: ['add', 'set', 'remove', 'enable', 'disable'],
  indexed: ['name'],
  isNamed: true,
  fields: [
    nameField,
    referenceField('interface', 'interface', { isRequired: true }),
    referenceField('address-pool', 'ip/pool', { literals: ['none'], initial: 'none' }),
    field('profile', text, { initial: 'default' }),
    field('idle-timeout', either(oneOf('none'), duration), { initial: '5m' }),
    field('keepalive-timeout', either(oneOf('none'), duration), { initial: 'none' }),
    field('addresses-per-mac', text, { initial: '2' }),
    reported('invalid', 'false'),
    reported('HTTPS', 'false'),
    disabledField,
  ],
  initialRows: [{ name: 'hotspot1', interface: 'ether3' }],
  check: uniqueName('ip/hotspot', 'already have server with such name'),
};

const profile: MenuSpec = {
  path: 'ip/hotspot/user/profile',
  unsettable: [
    ...['idle-timeout', 'keepalive-timeout', 'mac-cookie-timeout', 'parent-queue'],
    ...['insert-queue-before', 'queue-type'],
  ],
  verbs: ['add', 'set', 'unset', 'remove'],
  indexed: ['name'],
  isNamed: true,
  fields: [
    nameField,
    referenceField('address-pool', 'ip/pool', { literals: ['none'] }),
    field('session-timeout', optional(duration), { isAbsentWhenEmpty: true }),
    field('idle-timeout', either(oneOf('none'), duration), { initial: 'none' }),
    field('keepalive-timeout', either(oneOf('none'), duration), { initial: '2m' }),
    field('status-autorefresh', duration, { initial: '1m' }),
    field('shared-users', either(oneOf('unlimited'), integer(1, 10_000)), { initial: '1' }),
    field('add-mac-cookie', flag, { initial: 'true' }),
    field('mac-cookie-timeout', duration, { initial: '3d' }),
    field('rate-limit', rateLimit, { isAbsentWhenEmpty: true }),
    field('address-list', text, { initial: '' }),
    field('parent-queue', text, { isAbsentWhenEmpty: true }),
    field('transparent-proxy', flag, { initial: 'false' }),
    field('on-login', text, { isAbsentWhenEmpty: true }),
    field('on-logout', text, { isAbsentWhenEmpty: true }),
    reported('default', 'false'),
  ],
  initialRows: [{ '.id': '*0', name: 'default', default: 'true' }],
  check: uniqueName('ip/hotspot/user/profile', 'already have profile with such name'),
  guardRemove: (row) => {
    if (row.values.get('default') === 'true') throw failure('can not remove default profile');
  },
};

/** Unlike a session's counters, a user's counters accumulate until they are reset. */
const total = (name: string, direction: 'up' | 'down') =>
  computed(name, (row) => bytesOf(row.meter?.volume[direction] ?? 0n));

/** A user without a server belongs to all of them. */
const serverOf = (values: Values): string => values.get('server') ?? 'all';

const user: MenuSpec = {
  path: 'ip/hotspot/user',
  verbs: ['add', 'set', 'unset', 'remove', 'enable', 'disable', 'reset-counters'],
  indexed: ['name'],
  isNamed: true,
  fields: [
    referenceField('server', 'ip/hotspot', { literals: ['all'], isAbsentWhenEmpty: true }),
    nameField,
    field('password', text, { isSecret: true, isAbsentWhenEmpty: true }),
    referenceField('profile', 'ip/hotspot/user/profile', { initial: 'default' }),
    field('address', optional(ipAddress), { isAbsentWhenEmpty: true }),
    field('mac-address', macAddress),
    field('email', text, { isAbsentWhenEmpty: true }),
    field('limit-uptime', duration),
    field('limit-bytes-in', byteCount),
    field('limit-bytes-out', byteCount),
    field('limit-bytes-total', byteCount),
    computed('uptime', (row, router) => formatDuration(router.sessions.hotspotSeconds(row))),
    total('bytes-in', 'up'),
    total('bytes-out', 'down'),
    computed('packets-in', (row) => packetsOf(row.meter?.volume.up ?? 0n)),
    computed('packets-out', (row) => packetsOf(row.meter?.volume.down ?? 0n)),
    dynamicField,
    disabledField,
    commentField,
  ],
  check: (values, self, router) => {
    const namesakes = router.table('ip/hotspot/user').find('name', values.get('name') ?? '');
    const isTaken = namesakes.some(
      (row) => row !== self && serverOf(row.values) === serverOf(values),
    );
    if (isTaken) throw failure('already have user with this name for this server');
  },
  resetCounters: (row) => {
    row.meter = newMeter();
    row.values.delete('.seconds');
  },
};

const active: MenuSpec = {
  path: 'ip/hotspot/active',
  verbs: ['remove'],
  indexed: ['user'],
  fields: [
    reported('server'),
    reported('user'),
    reported('address'),
    reported('mac-address'),
    reported('login-by'),
    uptimeField,
    computed('session-time-left', ({ session }, router) =>
      session?.endsAt === undefined
        ? undefined
        : formatDuration((session.endsAt - router.clock.now) / 1000),
    ),
    reported('idle-time', '0s'),
    sessionBytes('bytes-in', 'up'),
    sessionBytes('bytes-out', 'down'),
    sessionPackets('packets-in', 'up'),
    sessionPackets('packets-out', 'down'),
    reported('radius', 'false'),
    reported('blocked', 'false'),
  ],
  remove: (row, router) => {
    if (row.session) router.sessions.end(row.session, 'admin-reset');
  },
};

const host: MenuSpec = {
  path: 'ip/hotspot/host',
  verbs: ['remove'],
  indexed: ['mac-address'],
  fields: [
    reported('mac-address'),
    reported('address'),
    reported('to-address'),
    reported('server'),
    uptimeField,
    reported('idle-time', '0s'),
    sessionBytes('bytes-in', 'up'),
    sessionBytes('bytes-out', 'down'),
    reported('found-by', 'arp'),
    dynamicField,
    computed('authorized', (row) => String(row.session !== undefined)),
    reported('bypassed', 'false'),
  ],
  remove: (row, router) => {
    if (row.session) router.sessions.end(row.session, 'admin-reset');
  },
};

const cookie: MenuSpec = {
  path: 'ip/hotspot/cookie',
  verbs: ['remove'],
  indexed: ['user'],
  fields: [
    reported('user'),
    reported('domain', ''),
    reported('mac-address'),
    computed('expires-in', (row, router) => router.remaining(row)),
  ],
};

export const hotspotMenus: readonly MenuSpec[] = [server, profile, user, active, host, cookie];
