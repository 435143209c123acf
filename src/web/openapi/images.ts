import { IMAGE_TYPES, MAX_SHARE_IMAGES } from "../../core/content/picture.ts";
import {
  answer,
  file,
  inPath,
  inQuery,
  json,
  type Operation,
  type Part,
  type Paths,
  POLL,
  refusals,
} from "./parts.ts";
import { sent } from "./requests.ts";

const digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const share = { path: "/", digest, type: "image/png", width: 1200, height: 630, source: digest };

/** What a publication sends of its pictures. */
export function imagePaths(): Paths {
  const files = file(...Object.keys(IMAGE_TYPES));
  return {
    "/api/files": {
      post: sent("postFile", "A file of a picture, to be named afterwards", "SavedDigest", files),
    },
    "/api/images/{name}": { put: image(files) },
    "/api/share-images": {
      put: sent(
        "putShareImages",
        `Pictures for those who share pages, at most ${MAX_SHARE_IMAGES}`,
        "SavedArticles",
        json("ShareImages", { images: [share] }),
      ),
    },
  };
}

function image(files: Part): Operation {
  const pixels = (name: string): Part =>
    inQuery(name, "In pixels. Where the bytes are sent, and not JSON, it must be there.", {
      schema: { type: "integer", minimum: 1, maximum: 99_999 },
      example: 8,
    });
  const { path: _, source: __, ...variant } = share;
  return sent(
    "putImage",
    "A picture: its only file, or which files it has, the first for programs that know but one",
    "SavedDigest",
    { ...json("Image", { digest, variants: [variant] }), ...files },
    inPath("name", "Its name; may have slashes in it.", "harbour.jpg"),
    pixels("width"),
    pixels("height"),
  );
}

/** What is read of them. */
export function imageFilePaths(): Paths {
  const read = (operationId: string, summary: string, parameters: Part[]): Operation => ({
    operationId,
    tags: ["pages"],
    summary,
    parameters,
    responses: {
      200: answer("The bytes.", file("image/*")),
      ...refusals({ people: true }, "not-found", "unavailable"),
    },
  });
  return {
    "/images/{digest}/{file}": {
      get: read("image", "A picture: its address never has other bytes", [
        inPath("digest", "SHA-256 of the bytes.", "0".repeat(64)),
        inPath("file", "Any name.", "harbour.jpg"),
      ]),
    },
    "/polls/{poll}/share.png": {
      get: read("shareImage", "The picture that a poll's page is shared with", [POLL]),
    },
  };
}
