/** A published picture that a page shows. */
export interface Picture {
  url: string;
  /** Pixels. */
  width: number;
  height: number;
}

/** One width and format of a published picture. */
export interface ImageVariant {
  /** SHA-256 of its bytes, in hex: its name in KV. */
  digest: string;
  /** Media type, such as `image/avif`. */
  type: string;
  /** Pixels. */
  width: number;
  height: number;
}
