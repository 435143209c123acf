/**
 * Applies the reader's choice of light or dark before the first paint; later, the page would flash. This is the only
 * inline script.
 */
export const THEME_SCRIPT =
  "try{const t=localStorage.theme;if(t)document.documentElement.dataset.theme=t}catch{}";

/** Allows this inline script and no other (Content Security Policy Level 3, 6.7.2.2). A test keeps the two in step. */
export const THEME_HASH = "sha256-wB1zyiOXl4yrJG4X9/mMfq55F9OU42Wc22COgPjP3tQ=";
