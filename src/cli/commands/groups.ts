import type { Group } from "../output/help.ts";
import { EDITORIAL_COMMANDS } from "./editorial.ts";
import { POLL_COMMANDS } from "./polls.ts";
import { SITE_COMMANDS } from "./site.ts";

/** All commands. */
export const GROUPS: readonly Group[] = [
  { title: "The site", commands: SITE_COMMANDS },
  { title: "Writing", commands: EDITORIAL_COMMANDS },
  { title: "A poll", commands: POLL_COMMANDS },
];
