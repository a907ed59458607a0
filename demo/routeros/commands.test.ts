import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RouterSimulator, startRouterSimulator } from './simulator';
import { TestClient } from './test-client';

let sim: RouterSimulator;
let client: TestClient;

async function boot(personality: '6.49' | '7.23'): Promise<void> {
  sim = await startRouterSimulator({ personality });
  client = await TestClient.login(sim);
}

const traps = async (...words: string[]): Promise<string[]> => (await client.send(...words)).traps;
const onBoth = describe.each(['6.49', '7.23'] as const);

afterEach(async () => {
  client.close();
  await sim.close();
});

onBoth('refusals on RouterOS %s', (personality) => {
  beforeEach(() => boot(personality));

  test.each([
    ['/ppp/secret/add', ['=name=anna', '=pasword=x'], 'unknown parameter pasword'],
    ['/ppp/secret/add', ['=password=x'], 'missing =name='],
    [
      '/ppp/secret/add',
      ['=name=anna', '=profile=nix'],
      'input does not match any value of profile',
    ],
    [
      '/ppp/secret/add',
      ['=name=anna', '=service=dsl'],
      'input does not match any value of service',
    ],
    ['/ppp/secret/add', ['=name=x', '=last-caller-id=y'], 'unknown parameter last-caller-id'],
    ['/ppp/secret/set', ['=profile=default'], 'missing =.id='],
    ['/ppp/secret/set', ['=.id=*FFF', '=profile=default'], 'no such item'],
    ['/ppp/secret/frobnicate', [], 'no such command'],
    ['/ppp/secret/remove', ['=.id=taken', '=name=x'], 'unknown parameter name'],
    ['/ppp/secret/print', ['=where=x'], 'unknown parameter where'],
    ['/ppp/profile/add', ['=name=p', '=rate-limit=fast'], 'invalid value for argument rate-limit'],
    ['/ppp/profile/remove', ['=.id=default'], 'failure: can not remove default profile'],
    ['/queue/simple/add', ['=name=q'], 'missing =target='],
    [
      '/queue/simple/add',
      ['=name=q', '=target=10.0.0.1', '=priority=9'],
      'value of priority out of range (1..8)',
    ],
    [
      '/ip/route/add',
      ['=dst-address=10.9.0.0/16', '=distance=300'],
      'value of distance out of range (1..255)',
    ],
    [
      '/ip/dhcp-server/lease/add',
      ['=address=10.0.0.1', '=mac-address=zz'],
      'invalid value for argument mac-address',
    ],
    ['/ip/hotspot/user/set', ['=.id=*FFF'], 'no such item'],
  ])('%s %j is refused: %s', async (command, words, message) => {
    sim.run('/ppp/secret/add', { name: 'taken' });
    const before = JSON.stringify(sim.rows('ppp/secret'));
    const answer = await client.send(command, ...words);
    expect(answer.traps).toEqual([message]);
    expect(answer.kinds).toEqual(['!trap', '!done']);
    expect(JSON.stringify(sim.rows('ppp/secret'))).toBe(before);
  });
});

onBoth('uniqueness on RouterOS %s', (personality) => {
  beforeEach(() => boot(personality));

  test('an add answers the new id, and ids are never given twice', async () => {
    const first = await client.send('/ppp/secret/add', '=name=a');
    expect(first.ret).toMatch(/^\*[0-9A-F]+$/);
    expect(await traps('/ppp/secret/remove', '=.id=a')).toEqual([]);
    expect((await client.send('/ppp/secret/add', '=name=a')).ret).not.toBe(first.ret);
  });

  test.each<[string, string[], string]>([
    ['/ppp/secret/add', ['=name=a'], 'failure: secret with the same name already exists'],
    [
      '/ip/hotspot/user/add',
      ['=name=a'],
      'failure: already have user with this name for this server',
    ],
    ['/queue/simple/add', ['=name=a', '=target=10.0.0.1'], 'failure: already have such name'],
    [
      '/ip/firewall/address-list/add',
      ['=list=l', '=address=10.0.0.1'],
      'failure: already have such entry',
    ],
    [
      '/ip/dhcp-server/lease/add',
      ['=address=10.0.0.1', '=mac-address=02:00:00:00:00:01'],
      'failure: already have static lease for this client',
    ],
    ['/ip/pool/add', ['=name=a', '=ranges=10.0.0.1'], 'failure: pool with such name exists'],
  ])('a second %s of the same is refused', async (command, words, message) => {
    expect(await traps(command, ...words)).toEqual([]);
    expect(await traps(command, ...words)).toEqual([message]);
  });

  test('a second lease for a taken address is refused', async () => {
    const lease = (mac: string) =>
      traps('/ip/dhcp-server/lease/add', '=address=10.0.0.1', `=mac-address=02:00:00:00:00:${mac}`);
    expect(await lease('01')).toEqual([]);
    expect(await lease('02')).toEqual(['failure: already have static lease with this IP address']);
  });

  test('list entries may repeat while one of them is disabled', async () => {
    const entry = ['=list=l', '=address=10.0.0.1'];
    await traps('/ip/firewall/address-list/add', ...entry);
    expect(await traps('/ip/firewall/address-list/add', ...entry, '=disabled=yes')).toEqual([]);
    const [, copy] = sim.rows('ip/firewall/address-list');
    expect(await traps('/ip/firewall/address-list/enable', `=.id=${copy?.['.id']}`)).toEqual([
      'failure: already have such entry',
    ]);
  });
});

onBoth('stored values on RouterOS %s', (personality) => {
  beforeEach(() => boot(personality));

  test('values read back the way RouterOS rewrites them', async () => {
    await traps('/queue/simple/add', '=name=q', '=target=10.1.1.2', '=max-limit=10M/50M');
    await traps('/ip/firewall/address-list/add', '=list=l', '=address=10.1.1.2/32', '=comment=');
    await traps('/ip/dhcp-server/lease/add', '=address=10.0.0.1', '=mac-address=aa:bb:cc:dd:ee:ff');
    await traps('/ppp/profile/add', '=name=p', '=session-timeout=60m', '=rate-limit=2M/10M');
    expect(sim.rows('queue/simple')).toMatchObject([
      { target: '10.1.1.2/32', 'max-limit': '10000000/50000000' },
    ]);
    const [entry] = sim.rows('ip/firewall/address-list');
    expect(entry).toMatchObject({ address: '10.1.1.2', disabled: 'false' });
    expect(entry).not.toHaveProperty('comment');
    expect(sim.rows('ip/dhcp-server/lease')).toMatchObject([
      { 'mac-address': 'AA:BB:CC:DD:EE:FF' },
    ]);
    const profiles = await client.print('/ppp/profile', '?name=p');
    expect(profiles).toMatchObject([{ 'session-timeout': '1h', 'rate-limit': '2M/10M' }]);
  });

  test('a property is unset by =!name= and by the unset verb', async () => {
    await traps('/ppp/secret/add', '=name=a', '=remote-address=10.0.0.9');
    expect(await traps('/ppp/secret/set', '=.id=a', '=!remote-address=')).toEqual([]);
    expect(sim.rows('ppp/secret')[0]).not.toHaveProperty('remote-address');
    await traps('/ppp/secret/set', '=.id=a', '=remote-address=10.0.0.9');
    expect(await traps('/ppp/secret/unset', '=.id=a', '=value-name=remote-address')).toEqual([]);
    expect(sim.rows('ppp/secret')[0]).not.toHaveProperty('remote-address');
  });

  test('one unknown id in a list changes nothing', async () => {
    await traps('/ppp/secret/add', '=name=a');
    expect(await traps('/ppp/secret/disable', '=.id=a,*FFF')).toEqual(['no such item']);
    expect(sim.rows('ppp/secret')).toMatchObject([{ disabled: 'false' }]);
    await traps('/ppp/secret/add', '=name=b');
    expect(await traps('/ppp/secret/disable', '=numbers=a,b')).toEqual([]);
    expect(sim.rows('ppp/secret')).toMatchObject([{ disabled: 'true' }, { disabled: 'true' }]);
  });

  test('references follow a rename and dangle by id after a removal', async () => {
    await traps('/ip/pool/add', '=name=old', '=ranges=10.0.0.2-10.0.0.9');
    await traps('/ppp/profile/add', '=name=p', '=remote-address=old');
    await traps('/ip/pool/set', '=.id=old', '=name=new');
    const remote = async () =>
      (await client.print('/ppp/profile', '?name=p', '=.proplist=remote-address'))[0];
    expect(await remote()).toEqual({ 'remote-address': 'new' });
    await traps('/ip/pool/remove', '=.id=new');
    expect(await remote()).toEqual({ 'remote-address': '*1' });
  });
});

onBoth('prints on RouterOS %s', (personality) => {
  beforeEach(() => boot(personality));

  test('.proplist names the properties, and count-only answers a number', async () => {
    await traps('/ppp/secret/add', '=name=a');
    await traps('/ppp/secret/add', '=name=b', '=disabled=yes');
    const rows = await client.print(
      '/ppp/secret',
      '=.proplist=name,remote-address',
      '?disabled=true',
    );
    expect(rows).toEqual([{ name: 'b' }]);
    const counted = await client.send('/ppp/secret/print', '=count-only=', '?name=a');
    expect(counted).toMatchObject({ ret: '1', kinds: ['!done'] });
  });

  test('a print without rows says !empty from 7.18 on only', async () => {
    const { kinds } = await client.send('/ppp/secret/getall');
    expect(kinds).toEqual(personality === '7.23' ? ['!empty', '!done'] : ['!done']);
  });

  test('the tag comes right after the reply word', async () => {
    const { sentences } = await client.send('/system/identity/print');
    expect(sentences.map(([, tag]) => tag?.startsWith('.tag='))).toEqual([true, true]);
  });

  test('listen reports changes until it is cancelled', async () => {
    const listening = client.send('/ppp/secret/listen', '=.proplist=name');
    await traps('/ppp/secret/add', '=name=a');
    await traps('/ppp/secret/remove', '=.id=a');
    // The listening command was the second one sent after the login.
    expect((await client.send('/cancel', '=tag=t2')).traps).toEqual([]);
    const answer = await listening;
    expect(answer.rows).toEqual([{ name: 'a' }, { '.id': '*1', '.dead': 'true' }]);
    expect(answer.traps).toEqual(['interrupted']);
  });

  test('non-ASCII text survives the round trip', async () => {
    await traps('/ppp/secret/add', '=name=a', '=comment=Žluťoučký 漢');
    expect(await client.print('/ppp/secret')).toMatchObject([{ comment: 'Žluťoučký 漢' }]);
  });

  test('a list entry with a timeout counts down, vanishes, and is lost at a reboot', async () => {
    const timed = () =>
      traps('/ip/firewall/address-list/add', '=list=l', '=address=10.0.0.1', '=timeout=1h');
    await timed();
    sim.advance(60_000);
    expect(sim.rows('ip/firewall/address-list')).toMatchObject([
      { dynamic: 'true', timeout: '59m' },
    ]);
    sim.advance(59 * 60_000);
    expect(sim.rows('ip/firewall/address-list')).toEqual([]);
    await timed();
    sim.reboot();
    expect(sim.rows('ip/firewall/address-list')).toEqual([]);
  });
});
