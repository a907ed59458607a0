/** What became of one customer. */
export interface BulkResult {
  customerId: number;
  name: string;
  outcome: 'changed' | 'same' | 'refused';
  why: string;
}
