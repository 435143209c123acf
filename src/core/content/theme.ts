/**
 * Puts on the reader's choice of light or dark before anything is painted: later it would be seen as a flash. The only
 * script that stands in a page itself.
 */
export const THEME_SCRIPT =
  "try{const t=localStorage.theme;if(t)document.documentElement.dataset.theme=t}catch{}";

/** Lets that script, and no other, stand in a page (Content Security Policy Level 3, 6.7.2.2). A test holds the two together. */
export const THEME_HASH = "sha256-wB1zyiOXl4yrJG4X9/mMfq55F9OU42Wc22COgPjP3tQ=";
