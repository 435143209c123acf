import type { Forms } from "./forms.ts";
import type { Words } from "./words.ts";
import { answers } from "./ru-answers.ts";
import { lists } from "./ru-lists.ts";
import { pages } from "./ru-pages.ts";
import { polls } from "./ru-polls.ts";

/** Russian. */
export function ru(forms: Forms): Words {
  return { ...pages(forms), ...polls(forms), ...lists(forms), ...answers(forms) };
}
