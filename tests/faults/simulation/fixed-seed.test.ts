import { describe } from 'vitest';
import { simulateSmall } from '@/tests/simulation/small';

describe('a simulated operator with a fixed seed', () => simulateSmall(7));
