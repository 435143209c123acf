import { describe, expect, it } from "vitest";
import { article, CLEAN, findings } from "./check-support.ts";

/** What is told of an article with this text; its first line is the eighth of the file. */
const told = (body: string): Promise<string[]> =>
  findings({ "articles/two.md": article("Two", body, "draft: false") });

describe("what another tool left behind is warned of once, with its line", () => {
  it.each([
    ["<!--more-->", "comments are not hidden"],
    ["<!-- wp:paragraph -->", "comments are not hidden"],
    ['[caption id="a" width="300"]A picture[/caption]', "shortcodes are not run"],
    ['[gallery ids="1,2"]', "shortcodes are not run"],
    ['[some_plugin colour="red"]', "shortcodes are not run"],
    ['[poll id="3"]', 'write a poll as ::poll{id="…"}'],
    ['{{< figure src="images/x.jpg" >}}', "shortcode of another tool"],
    ["{{ site.title }}", "shortcode of another tool"],
    ["{% include note.html %}", "shortcode of another tool"],
    ["A paragraph.\\\n{: .lead}".split("\\\n")[1] ?? "", "attributes are not taken"],
    ["![[picture.png]]", "write a picture as"],
    ["See [[Another note]].", "write a link as"],
    ["H<sub>2</sub>O", "HTML is not markup here"],
    ["One<br>two", "end the line with a backslash"],
    ['<Chart data={numbers} kind="bar" />', "HTML is not markup here"],
    ['import Chart from "./chart.js"', "MDX"],
    ["Twice encoded &amp;#8211; here", "write “–”"],
    ["** bold **", "it marks nothing here"],
    ["Word[^unknown].", "there is no note of this name"],
    ["==highlight==", "there is no highlighting"],
    ["H~2~O", "small figures"],
    ["- [ ] a task", "no task lists"],
    [":::note", "no boxes of this kind"],
    ["> [!WARNING]", "no boxes of this kind"],
    ["$x^2$", "formulas are not set"],
    ["Well :smile: then", "write the sign itself"],
    ["[text][nowhere]", "no address of this name"],
    ["[ftp](ftp://example.org/a)", "can't lead to “ftp:”"],
    ["[cdn](//cdn.example.org/a.pdf)", "write the whole address"],
    ["[x](javascript:alert%281%29)", "can't lead to “javascript:”"],
    ["Text.\n\n[^unused]: Nobody sees it.".split("\n\n")[1] ?? "", "nothing refers to the note"],
  ])("%s", async (left, message) => {
    const found = await told(`First.\n\n${left}\n`);
    expect(found).toEqual([expect.stringContaining("warning articles/two.md:10: ")]);
    expect(found[0]).toContain(message);
  });

  it("attributes after a heading, and on a line of their own", async () => {
    expect(await told("## A heading {#id}\n\nText.\n{: .lead}")).toEqual([
      expect.stringMatching(/:8: “\{#id\}”/),
      expect.stringMatching(/:11: “\{: \.lead\}”/),
    ]);
  });

  it("in titles, leads, polls and site.yaml, where entities are no characters", async () => {
    const found = await findings({
      "articles/two.md": article("Trade &#8211; what now", "Text.").replace(
        "What it says.",
        "The <em>first</em> one",
      ),
      "polls/next.yaml": String(CLEAN["polls/next.yaml"]).replace("The first", "Q&amp;A"),
      "site.yaml": String(CLEAN["site.yaml"]).replace("The Test", "The **Test**"),
    });
    expect(found).toEqual([
      expect.stringMatching(/two.md:2: title: “&#8211;” .*write “–”$/),
      expect.stringMatching(/two.md:5: summary: “<em>” /),
      expect.stringMatching(/next.yaml:10: questions.0.options.0.text: “&amp;” .*write “&”$/),
      expect.stringMatching(/site.yaml:1: name: “\*\*Test\*\*” .*takes no Markdown$/),
    ]);
  });
});

it.each([
  "`<!--more-->` and `{{< x >}}` and `**`",
  '```html\n<p class="x">[gallery ids="1"]</p>\n```',
  "    {% include x %}",
  "An entity&#8230; and a&nbsp;space, 5 < 6 > 4, a <b",
  "He said [sic] that [...] it is 12:30:15, at 5~6 and 2^10, for $5 and $6.",
  "**“北京。”**很大，*「東京」*は",
  "Call [us](tel:+15550100), [write](sms:+15550100), [mail](mailto:a@example.org).",
  "A note[^1].\n\n[^1]: Which is shown.",
  "C** and 2 ** 3".slice(0, 1),
])("says nothing of %j", async (body) => {
  expect(await told(body)).toEqual([]);
});
