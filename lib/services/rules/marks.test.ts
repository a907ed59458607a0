import { describe, expect, it } from 'vitest';
import { marksOf } from './marks';

const service = (serviceId: number, over: { itemName?: string; description?: string } = {}) => ({
  ...{ serviceId, itemName: 'Weekly 5 GB', description: '', login: `c${serviceId}` },
  ...over,
});

describe('services of one plan', () => {
  it('are told apart by their login, or by their number without one', () => {
    const marks = marksOf([service(1), service(2), { ...service(3), login: null }]);
    expect([...marks]).toEqual([
      [1, 'c1'],
      [2, 'c2'],
      [3, 'S-3'],
    ]);
  });

  it('need no mark if their plan or their description tells them apart', () => {
    const attic = service(2, { description: 'Attic' });
    expect(marksOf([service(1), attic, service(3, { itemName: 'Home' })]).size).toBe(0);
    expect(marksOf([]).size).toBe(0);
  });

  it('are marked if they share a description too', () => {
    const both = [1, 2].map((id) => service(id, { description: 'Attic' }));
    expect(marksOf([...both, service(3)]).size).toBe(2);
  });
});
