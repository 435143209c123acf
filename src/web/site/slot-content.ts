/** The live content of a slot, the same for every reader. */
export interface SlotContent {
  html: string;
  /** Differs where the content differs. */
  version: string;
}
