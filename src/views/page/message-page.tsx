import type { Child } from "hono/jsx";
import { Layout } from "./layout.tsx";
import type { Publication } from "./publication.ts";

/** A page with a single message: not found, not counted, try again. */
export function MessagePage(props: {
  publication: Publication;
  title: string;
  text: string;
  /** A link to go on with. */
  back?: { href: string; text: string };
  children?: Child;
}) {
  return (
    <Layout publication={props.publication} title={props.title}>
      <section class="message">
        <h1>{props.title}</h1>
        <p class="problem">{props.text}</p>
        {props.back && (
          <p>
            <a href={props.back.href}>{props.back.text}</a>
          </p>
        )}
      </section>
      {props.children}
    </Layout>
  );
}
