import { describe } from 'vitest';
import { simulateSmall } from '@/tests/simulation/small';

describe('a simulated operator with a seed that never changes', () => simulateSmall(7));
