/** An entry that is not the same in the ledger and in D1: where it is. */
export interface Difference {
  seq: number;
  ledger: boolean;
  d1: boolean;
}

/** What somebody does to the votes a, a, b, c of a poll in D1, and how its comparison says so. */
export const CHANGES: [what: string, sql: string, different: Difference[]][] = [
  [
    "a vote deleted",
    "DELETE FROM votes WHERE poll = ? AND seq = 2",
    [{ seq: 2, ledger: true, d1: false }],
  ],
  [
    "the last vote deleted",
    "DELETE FROM votes WHERE poll = ? AND seq = 4",
    [{ seq: 4, ledger: true, d1: false }],
  ],
  [
    "a vote for another option",
    `UPDATE votes SET answers = '{"q":["c"]}' WHERE poll = ? AND seq = 1`,
    [{ seq: 1, ledger: true, d1: true }],
  ],
  [
    "a vote at another time",
    "UPDATE votes SET cast_at = cast_at + 1 WHERE poll = ? AND seq = 3",
    [{ seq: 3, ledger: true, d1: true }],
  ],
  [
    "a vote with another receipt",
    "UPDATE votes SET receipt = 'AAAA' WHERE poll = ? AND seq = 3",
    [{ seq: 3, ledger: true, d1: true }],
  ],
  [
    "a vote from another audience",
    "UPDATE votes SET audience = 'students' WHERE poll = ? AND seq = 3",
    [{ seq: 3, ledger: true, d1: true }],
  ],
  [
    "a vote turned into a look",
    "UPDATE votes SET kind = 'look' WHERE poll = ? AND seq = 3",
    [{ seq: 3, ledger: true, d1: true }],
  ],
  [
    "a vote in the place of another",
    "UPDATE votes SET supersedes = 2 WHERE poll = ? AND seq = 3",
    [{ seq: 3, ledger: true, d1: true }],
  ],
  [
    "a vote with a note",
    "UPDATE votes SET note = 'N' WHERE poll = ? AND seq = 3",
    [{ seq: 3, ledger: true, d1: true }],
  ],
  [
    "a vote struck out",
    `INSERT INTO votes (poll, seq, cast_at, kind, receipt, answers, supersedes, note)
     SELECT poll, 5, cast_at, 'void', 'BBBB', '{}', 1, 'N' FROM votes WHERE poll = ? AND seq = 1`,
    [{ seq: 5, ledger: false, d1: true }],
  ],
  [
    "a vote added",
    `INSERT INTO votes (poll, seq, cast_at, receipt, audience, answers)
     SELECT poll, 5, cast_at, 'BBBB', NULL, answers FROM votes WHERE poll = ? AND seq = 1`,
    [{ seq: 5, ledger: false, d1: true }],
  ],
  [
    "two votes exchanged",
    "UPDATE votes SET seq = CASE seq WHEN 1 THEN 13 WHEN 3 THEN 11 ELSE seq END WHERE poll = ?",
    [
      { seq: 1, ledger: true, d1: false },
      { seq: 3, ledger: true, d1: false },
      { seq: 11, ledger: false, d1: true },
      { seq: 13, ledger: false, d1: true },
    ],
  ],
];
