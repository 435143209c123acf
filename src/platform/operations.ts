/** Counts D1 statements, readings and writes of KV and calls of objects, against what one request may have of them. */
export class Operations {
  limit: number;
  used = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get left(): number {
    return this.limit - this.used;
  }

  count(n: number): void {
    this.used += n;
  }
}
