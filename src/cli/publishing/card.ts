/** An option of a poll with its share of the votes, as text and as a number. */
interface CardOption {
  text: string;
  percent: number;
  share: string;
}

/** The contents of a share image. */
export interface Card {
  /** The publication's name. */
  site: string;
  /** The line above the title: authors and date, or that it is a poll. */
  above: string;
  title: string;
  language: string;
  /**
   * The results of a poll, if they are public: the question (unless it is the title), the leading options, and the total
   * number of votes.
   */
  result?: { question?: string; options: CardOption[]; votes: string };
}
