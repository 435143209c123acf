import { describe, expect, it } from "vitest";
import { datasetJsonLd } from "../../../src/core/results/dataset.ts";
import { asked, published, same } from "./sample-results.ts";
import { poll as pollOf } from "../samples.ts";

const where = { site: "The Sixtieth Parallel", origin: "https://www.example.org" };
const opensAt = Date.UTC(2025, 2, 3, 9);
const closesAt = Date.UTC(2025, 2, 18);

function made(over: Parameters<typeof pollOf>[1] = {}, questions = [asked("q", ["a", "b"])]) {
  const poll = pollOf(questions, { id: "summit", title: "The summit", ...over });
  return datasetJsonLd(poll, published(poll, same(7, { q: ["a"] })), where);
}

describe("the poll's data as a schema.org Dataset", () => {
  it("has the members that schema.org and Google's guidelines ask for", () => {
    expect(made({ opensAt, closesAt })).toMatchObject({
      "@context": "https://schema.org",
      "@type": "Dataset",
      name: "The summit: reader poll",
      description: expect.stringMatching(/^.{50,5000}$/u),
      url: "https://www.example.org/polls/summit",
      creator: {
        "@type": "Organization",
        name: "The Sixtieth Parallel",
        url: "https://www.example.org/",
      },
      temporalCoverage: "2025-03-03/2025-03-17",
      isAccessibleForFree: true,
      measurementTechnique: expect.stringContaining("self-selected readers"),
      variableMeasured: [
        {
          "@type": "PropertyValue",
          propertyID: "q",
          name: "Question q?",
          description: "Answers: Option a; Option b",
        },
      ],
    });
  });

  it("names three files with their types", () => {
    expect(made().distribution.map((d) => [d["@type"], d.encodingFormat, d.contentUrl])).toEqual([
      ["DataDownload", "application/json", "https://www.example.org/polls/summit/results.json"],
      ["DataDownload", "text/csv", "https://www.example.org/polls/summit/results.csv"],
      ["DataDownload", "text/csv", "https://www.example.org/polls/summit/votes.csv"],
    ]);
  });

  it("says how many votes there are, and that they represent nobody", () => {
    expect(made().description).toContain("(7 votes)");
    expect(made().description).toContain("represent no population");
  });

  it.each([
    [{ opensAt }, "2025-03-03/.."],
    [{ closesAt }, "../2025-03-17"],
    [{}, undefined],
  ])("covers the days of voting of %j: %s", (over, covers) => {
    expect(made(over)).toHaveProperty("@type", "Dataset");
    expect(made(over).temporalCoverage).toBe(covers);
    expect("temporalCoverage" in made(over)).toBe(covers !== undefined);
  });

  it("describes the longest poll in 5000 well-formed characters", () => {
    const questions = Array.from({ length: 20 }, (_, i) =>
      asked(`q${i}`, ["a", "b"], { text: `${"🗳️ word ".repeat(111)}?` }),
    );
    const { description } = made({}, questions);
    expect(description.length).toBeLessThanOrEqual(5000);
    expect(description.length).toBeGreaterThan(4900);
    expect(description.endsWith("…")).toBe(true);
    expect(description.isWellFormed()).toBe(true);
  });

  it("is the same after a round trip through JSON", () => {
    const data = made({ opensAt, closesAt });
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });
});
