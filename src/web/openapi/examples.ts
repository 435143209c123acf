const digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const file = { digest, type: "image/png", width: 1200, height: 630 };

/** What a publication sends, as the description shows it. */
export const EXAMPLE = {
  site: {
    name: "The Review",
    audiences: [{ id: "students", name: "For students" }],
    authors: [{ id: "ann", name: "Ann Author" }],
    securityContact: "mailto:security@example.com",
  },
  poll: {
    id: "next-summit",
    title: "The next summit",
    revisable: true,
    questions: [
      {
        id: "place",
        text: "Where should it be?",
        kind: "single",
        options: [
          { id: "geneva", text: "Geneva" },
          { id: "vienna", text: "Vienna" },
        ],
      },
    ],
  },
  article: {
    slug: "the-dull-summit",
    meta: {
      title: "In praise of the dull summit",
      date: "2026-10-05",
      authors: ["ann"],
      tags: ["summits"],
    },
    body: 'A paragraph.\n\n::poll{id="next-summit"}',
  },
  page: { slug: "about", meta: { title: "About this site" }, body: "A paragraph." },
  image: { digest, variants: [file] },
  shareImage: { ...file, path: "/", source: digest },
  redirects: {
    redirects: [
      { from: "/2019/summits", to: "/articles/the-dull-summit" },
      { from: "/jobs", status: 410 },
    ],
  },
};
