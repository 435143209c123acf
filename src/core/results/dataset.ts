import type { PollDefinition } from "../polls/poll.ts";
import { inZone } from "../time-zone.ts";
import type { Results } from "./results.ts";

/** Google's limit for a description, in characters. */
const LONGEST = 5000;

const FILES = [
  ["results.json", "application/json", "The numbers, with the accounts of all ballots"],
  ["results.csv", "text/csv", "The numbers, one row for each option"],
  ["votes.csv", "text/csv", "The votes that stand, one row for each"],
] as const;

/**
 * A poll's data as a schema.org `Dataset`, for the page's JSON-LD. It has no `dateModified`, because the time of the last
 * change is not known here, and no `license`, because the publication has not named one.
 *
 * @param where the publication's name and origin (`https://www.example.org`)
 */
export function datasetJsonLd(
  poll: PollDefinition,
  results: Pick<Results, "votes" | "opensAt" | "closesAt">,
  where: { site: string; origin: string; timeZone?: string | undefined },
) {
  const { site, origin, timeZone = "UTC" } = where;
  const url = `${origin}/polls/${poll.id}`;
  const covers = coverage(results, timeZone);
  return {
    "@context": "https://schema.org",
    "@type": "Dataset",
    "@id": `${url}#data`,
    name: `${poll.title}: reader poll`,
    description: description(poll, results.votes, site),
    url,
    identifier: url,
    creator: { "@type": "Organization", name: site, url: `${origin}/` },
    ...(covers === null ? {} : { temporalCoverage: covers }),
    isAccessibleForFree: true,
    measurementTechnique:
      "Online poll of self-selected readers; it represents no population and has no margin of error",
    variableMeasured: poll.questions.map((question) => ({
      "@type": "PropertyValue",
      propertyID: question.id,
      name: question.text,
      description: `Answers: ${question.options.map((o) => o.text).join("; ")}`,
    })),
    distribution: FILES.map(([file, encodingFormat, name]) => ({
      "@type": "DataDownload",
      name,
      encodingFormat,
      contentUrl: `${url}/${file}`,
    })),
  };
}

/** The days of voting (ISO 8601, `..` for an open end), or `null` if neither end is set. */
function coverage(
  { opensAt, closesAt }: Pick<Results, "opensAt" | "closesAt">,
  timeZone: string,
): string | null {
  if (opensAt === null && closesAt === null) return null;
  const day = (time: number): string => inZone(time, timeZone).slice(0, 10);
  const first = opensAt === null ? ".." : day(Date.parse(opensAt));
  // A poll that closes at midnight has its last day of voting on the day before.
  const last = closesAt === null ? ".." : day(Date.parse(closesAt) - 1);
  return `${first}/${last}`;
}

function description(poll: PollDefinition, votes: number, site: string): string {
  const questions = poll.questions.map((q) => q.text).join(" ");
  const text = `What readers of ${site} answered in the poll “${poll.title}” (${votes} votes). The voters chose to take part, so the numbers represent no population. Questions: ${questions}`;
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/\s*\S*$/u, "")}…`;
}
