/** What somebody does to a poll in D1, and the lines in which `verify` says so. Every poll has votes a, b, b. */
export const IN_D1: Record<string, { sql: string; said: string[] }> = {
  lost: {
    sql: "DELETE FROM votes WHERE poll = 'lost' AND seq = 2",
    said: [
      "ledger and D1's votes differ in q/b: 2 and 1",
      "ledger and D1's votes differ in voters of q: 3 and 2",
      "ledger and D1's votes differ in votes: 3 and 2",
      "entry 2 is not in D1",
    ],
  },
  altered: {
    sql: `UPDATE votes SET answers = '{"q":["c"]}' WHERE poll = 'altered' AND seq = 2`,
    said: [
      "ledger and D1's votes differ in q/b: 2 and 1",
      "ledger and D1's votes differ in q/c: 0 and 1",
      "entry 2 is not the same in the ledger and in D1",
    ],
  },
  swapped: {
    sql: `UPDATE votes SET answers = CASE seq WHEN 1 THEN '{"q":["b"]}' ELSE '{"q":["a"]}' END
          WHERE poll = 'swapped' AND seq < 3`,
    said: [
      "entry 1 is not the same in the ledger and in D1",
      "entry 2 is not the same in the ledger and in D1",
    ],
  },
  redated: {
    sql: "UPDATE votes SET cast_at = cast_at + 1 WHERE poll = 'redated' AND seq = 3",
    said: ["entry 3 is not the same in the ledger and in D1"],
  },
  added: {
    sql: `INSERT INTO votes (poll, seq, cast_at, receipt, audience, answers)
          SELECT poll, 4, cast_at, receipt, audience, answers FROM votes
          WHERE poll = 'added' AND seq = 1`,
    said: ["entry 4 is in D1 but not in the ledger"],
  },
  looked: {
    sql: "UPDATE votes SET kind = 'look' WHERE poll = 'looked' AND seq = 2",
    said: [
      "ledger and D1's votes differ in q/b: 2 and 1",
      "ledger and D1's votes differ in voters of q: 3 and 2",
      "ledger and D1's votes differ in votes: 3 and 2",
      "entry 2 is not the same in the ledger and in D1",
    ],
  },
  superseded: {
    sql: "UPDATE votes SET supersedes = 1 WHERE poll = 'superseded' AND seq = 2",
    said: [
      "ledger and D1's votes differ in q/a: 1 and 0",
      "ledger and D1's votes differ in voters of q: 3 and 2",
      "ledger and D1's votes differ in votes: 3 and 2",
      "entry 2 is not the same in the ledger and in D1",
    ],
  },
  tallied: {
    sql: "UPDATE tallies SET votes = 7 WHERE poll = 'tallied' AND option = 'b'",
    said: ["ledger and D1's tally differ in q/b: 2 and 7"],
  },
  turnout: {
    sql: "UPDATE turnouts SET voters = 2 WHERE poll = 'turnout'",
    said: ["ledger and D1's tally differ in voters of q: 3 and 2"],
  },
  revised: {
    sql: "UPDATE accounts SET revised = 1 WHERE poll = 'revised'",
    said: [
      "ledger and D1's tally differ in votes: 3 and 2",
      "the ledger's and D1's accounts of ballots differ",
    ],
  },
  forgotten: {
    sql: "DELETE FROM accounts WHERE poll = 'forgotten'",
    said: [
      "ledger and D1's tally differ in q/a: 0 and 1",
      "ledger and D1's tally differ in q/b: 0 and 2",
      "ledger and D1's tally differ in voters of q: 0 and 3",
      "D1's numbers are missing, or older than those it has acknowledged",
    ],
  },
  received: {
    sql: "UPDATE accounts SET received = 9 WHERE poll = 'received'",
    said: ["the ledger's and D1's accounts of ballots differ"],
  },
};

/** The same done to the ledger in the poll's own object. */
export const IN_LEDGER: Record<string, { sql: string; said: string[] }> = {
  miscounted: {
    sql: "UPDATE state SET value = json_set(value, '$.tallies.all.options.q.a', 2) WHERE key = 'counts'",
    said: ["ledger and tally differ in q/a: 1 and 2"],
  },
  audience: {
    sql: `UPDATE state SET value = json_set(value, '$.tallies.audiences."".options.q.b', 5)
          WHERE key = 'counts'`,
    said: ["ledger and tally of those who did not say differ in q/b: 2 and 5"],
  },
  rewritten: {
    sql: `UPDATE ledger SET answers = '{"q":["c"]}' WHERE seq = 1`,
    said: [
      "ledger and tally differ in q/a: 0 and 1",
      "ledger and tally differ in q/c: 1 and 0",
      "entry 1 is not the same in the ledger and in D1",
    ],
  },
  torn: {
    sql: "DELETE FROM ledger WHERE seq = 2",
    said: [
      "ledger and tally differ in q/b: 1 and 2",
      "ledger and tally of those who did not say differ in q/b: 1 and 2",
      "counted 3 is not the ledger's number of votes 2",
      "counted 3 is not standing 2 + revised 0 + withdrawn 0 + voided 0 = 2",
      "the number of entries whose number is not the next 1 is not that of none 0",
      "the number of voters 3 is not that of the entries that no earlier one of theirs goes before 2",
      "entry 2 is in D1 but not in the ledger",
    ],
  },
  unbalanced: {
    sql: "UPDATE state SET value = json_set(value, '$.received', 9) WHERE key = 'counts'",
    said: ["received 9 is not counted 3 + refused 1 = 4"],
  },
  changed: {
    sql: "UPDATE state SET value = json_set(value, '$.revised', 1) WHERE key = 'counts'",
    said: [
      "counted 3 is not standing 3 + revised 1 + withdrawn 0 + voided 0 = 4",
      "revised 1 is not the ledger's number of revisions 0",
    ],
  },
  withdrawn: {
    sql: "UPDATE ledger SET kind = 'withdrawal', answers = '{}' WHERE seq = 2",
    said: [
      "ledger and tally differ in q/b: 1 and 2",
      "counted 3 is not the ledger's number of votes 2",
      "counted 3 is not standing 2 + revised 0 + withdrawn 0 + voided 0 = 2",
      "withdrawn 0 is not the ledger's number of withdrawals 1",
      "entry 2 is not the same in the ledger and in D1",
    ],
  },
  anonymous: {
    sql: "DELETE FROM voter WHERE seq = 2",
    said: [
      "the number of voters 2 is not that of the entries that no earlier one of theirs goes before 3",
    ],
  },
};
