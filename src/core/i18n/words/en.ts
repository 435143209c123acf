import type { Forms } from "./forms.ts";
import type { Words } from "./words.ts";
import { answers } from "./en-answers.ts";
import { lists } from "./en-lists.ts";
import { pages } from "./en-pages.ts";
import { polls } from "./en-polls.ts";

/** English. */
export function en(forms: Forms): Words {
  return { ...pages(forms), ...polls(forms), ...lists(forms), ...answers(forms) };
}
