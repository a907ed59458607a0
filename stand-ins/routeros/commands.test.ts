import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeSentences } from './codec';
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
    await traps('/ppp/secret/add', '=name=a', '=profile=p');
    await traps('/ppp/profile/remove', '=.id=p');
    expect(sim.rows('ppp/secret')).toMatchObject([{ profile: '*1' }]);
  });

  test('a default omitted from a row does not match a query for it', async () => {
    const lease = ['=address=10.0.0.1', '=mac-address=02:00:00:00:00:01'];
    await traps('/ip/dhcp-server/lease/add', ...lease, '=server=all');
    expect(await client.print('/ip/dhcp-server/lease', '?server=all')).toEqual([]);
    expect(await client.print('/ip/dhcp-server/lease', '?-server')).toHaveLength(1);
  });

  test('ids count up in capitals, and those of dynamic rows start far above', async () => {
    for (let row = 1; row <= 10; row += 1) await traps('/ppp/secret/add', `=name=u${row}`);
    expect(sim.rows('ppp/secret').at(-1)).toMatchObject({ '.id': '*A' });
    sim.run('/ppp/secret/set', { '.id': 'u1', 'remote-address': '10.0.0.9' });
    sim.dial('u1', '', '02:00:00:00:00:01');
    expect(sim.rows('ppp/active')).toMatchObject([{ '.id': '*80000001' }]);
    expect(sim.rows('interface').at(-1)).toMatchObject({ '.id': '*F00000' });
  });
});

onBoth('prints on RouterOS %s', (personality) => {
  beforeEach(() => boot(personality));

  test('.proplist selects the properties, and count-only returns a number', async () => {
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

  test('all replies to a burst of commands leave in one write', async () => {
    const chunks: number[] = [];
    client.socket.on('data', (chunk) => chunks.push(chunk.length));
    const print = ['/system/identity/print', '.tag=burst'];
    client.socket.write(encodeSentences(Array.from({ length: 8 }, () => print)));
    await expect.poll(() => client.strays.length, { timeout: 120_000 }).toBe(16);
    expect(chunks).toHaveLength(1);
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

  test('a cancel without a tag ends all running commands, and a late one is no error', async () => {
    const running = [client.send('/ppp/secret/listen'), client.send('/log/listen')];
    expect((await client.send('/cancel')).kinds).toEqual(['!done']);
    for (const answer of await Promise.all(running)) expect(answer.traps).toEqual(['interrupted']);
    expect((await client.send('/cancel', '=tag=t2')).kinds).toEqual(['!done']);
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
