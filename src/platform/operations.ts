/** Counts D1 statements, readings and writes of KV and calls of objects, against what one request may have of them. */
export class Operations {
  limit: number;
  used = 0;
  /** Whether the limit is only a precaution: it says nothing of the plan. */
  readonly isTrial: boolean;

  constructor(limit: number, { isTrial = false } = {}) {
    this.limit = limit;
    this.isTrial = isTrial;
  }

  get left(): number {
    return this.limit - this.used;
  }

  count(n: number): void {
    this.used += n;
  }
}
