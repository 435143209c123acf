import type { AppContext } from "../context.ts";
import { failure, isProgram, problemResponse, type Refusal, refusalHeaders } from "./problems.ts";
import { refuse } from "./problem-response.tsx";

/**
 * The answer to an unexpected failure. It depends on nothing that may have failed: where a page of the site cannot be
 * rendered, it is plain HTML. The error itself goes to the log only.
 */
export async function failed(error: unknown, c: AppContext): Promise<Response> {
  console.error({
    event: "request failed",
    path: c.req.path,
    error: String(error),
    stack: error instanceof Error ? error.stack : undefined,
  });
  const refusal = failure(error);
  if (isProgram(c.req.raw) || c.req.path.startsWith("/api/")) return problemResponse(refusal);
  try {
    return await refuse(c, refusal);
  } catch (second) {
    console.error({ event: "no page of the failure", error: String(second) });
    return plainWords(refusal);
  }
}

function plainWords(refusal: Refusal): Response {
  const { status, title, detail } = refusal;
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<h1>${title}</h1>
<p>${detail}</p>
<p><a href="/">To the front page</a></p>
</html>
`;
  const headers = { "Content-Type": "text/html; charset=UTF-8", ...refusalHeaders(refusal) };
  return new Response(html, { status, headers });
}
