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
    [
      '/ip/dhcp-server/lease/add',
      ['=address=10.0.0.1', '=mac-address=02:00:00:00:00:01', '=server=nix'],
      'input does not match any value of server',
    ],
    [
      '/ip/dhcp-server/add',
      ['=name=d', '=interface=ether4', '=address-pool=nix'],
      'input does not match any value of address-pool',
    ],
    [
      '/ip/dhcp-server/add',
      ['=name=d', '=interface=nix'],
      'input does not match any value of interface',
    ],
    [
      '/ip/hotspot/user/add',
      ['=name=h', '=profile=nix'],
      'input does not match any value of profile',
    ],
    [
      '/queue/simple/add',
      ['=name=q', '=target=10.0.0.1', '=parent=nix'],
      'input does not match any value of parent',
    ],
    [
      '/ppp/secret/add',
      ['=name=anna', '=disabled=perhaps'],
      'input does not match any value of disabled',
    ],
    [
      '/ppp/profile/add',
      ['=name=p', '=session-timeout=soon'],
      'invalid value for argument session-timeout',
    ],
    [
      '/ip/firewall/address-list/add',
      ['=list=l', '=address=10.0.0.256'],
      'invalid value for argument address',
    ],
    ['/ip/firewall/address-list/add', ['=address=10.0.0.1'], 'missing =list='],
    ['/ip/pool/add', ['=name=p', '=ranges=10.0.0.9-10.0.0.2'], 'invalid value for argument ranges'],
    [
      '/ip/hotspot/user/profile/remove',
      ['=.id=default'],
      'failure: can not remove default profile',
    ],
    ['/ppp/secret/remove', ['=.id=taken', '?name=taken'], 'unknown parameter ?name=taken'],
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

/** The category is vague, and `failure: …` has none, so clients must read the text. */
onBoth('the category of a refusal on RouterOS %s', (personality) => {
  beforeEach(() => boot(personality));

  test.each<[string, string[], string | undefined]>([
    ['/ppp/secret/frobnicate', [], '0'],
    ['/ppp/secret/set', ['=.id=*FFF'], '0'],
    ['/ppp/secret/add', ['=name=a', '=nmae=x'], '0'],
    ['/ppp/secret/add', ['=name=a', '=profile=nix'], '1'],
    ['/ip/route/add', ['=dst-address=10.0.0.0/8', '=distance=300'], '1'],
    ['/ppp/profile/remove', ['=.id=default'], undefined],
  ])('%s %j: %s', async (command, words, category) => {
    const { sentences } = await client.send(command, ...words);
    const found = sentences[0]?.find((word) => word.startsWith('=category='));
    expect(found).toBe(category && `=category=${category}`);
  });

  test('of a cancelled command is 2', async () => {
    const listening = client.send('/ppp/secret/listen');
    await client.send('/cancel', '=tag=t2');
    expect((await listening).sentences[0]).toContain('=category=2');
  });
});

onBoth('uniqueness on RouterOS %s', (personality) => {
  beforeEach(() => boot(personality));

  test('an add returns the new id, and ids are never reused', async () => {
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
