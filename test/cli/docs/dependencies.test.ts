import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROJECT } from "../../support/site.ts";

interface Locked {
  version?: string;
  license?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

const read = (file: string): string => readFileSync(join(PROJECT, file), "utf8");
const manifest = JSON.parse(read("package.json")) as Manifest;
const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, Locked> };
const { "": root, ...rest } = lock.packages;
/** Path in node_modules → package. */
const packages = Object.entries(rest);
const [running = "", building = ""] = read("docs/dependencies.md")
  .split(/^## /m)
  .filter((part) => /^What (?:runs|builds)/.test(part));

/** Cells of a table's rows, without its head. */
function rows(section: string): string[][] {
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const named = (cell = ""): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
const nameOf = (path: string): string => path.replace(/^.*node_modules\//, "");
const licenceOf = (name: string): string => rest[`node_modules/${name}`]?.license ?? "none";

describe("docs/dependencies.md", () => {
  test("names each package that runs, with where, why, and its licence", () => {
    const told = rows(running).map(([name, where, why, , licence]) => ({
      name: named(name)[0],
      isTold: /^(?:Worker|command line|Worker, command line)$/.test(where ?? "") && why !== "",
      licence,
    }));
    const wanted = Object.keys(manifest.dependencies).map((name) => ({
      name,
      isTold: true,
      licence: licenceOf(name),
    }));
    const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }): number =>
      (a.name ?? "").localeCompare(b.name ?? "");
    expect(told.toSorted(byName)).toEqual(wanted.toSorted(byName));
  });

  test("names each package that builds and tests, with its licence", () => {
    const told = rows(building);
    expect(told.flatMap(([names]) => named(names)).toSorted()).toEqual(
      Object.keys(manifest.devDependencies).toSorted(),
    );
    for (const [names, why, licences = ""] of told) {
      expect(why).not.toBe("");
      for (const name of named(names)) {
        const all = licenceOf(name).split(" OR ");
        expect(
          all.filter((one) => !licences.split(", ").includes(one)),
          name,
        ).toEqual([]);
      }
    }
  });

  test("says where a package runs, and has none that nothing imports", () => {
    const of = (...folders: string[]): string => folders.flatMap(sources).join("\n");
    const core = of("core");
    const worker = core + of("web", "store", "publish", "views", "poll");
    const cli = core + of("cli") + read("bin/typescript.mjs");
    for (const [cell, where] of rows(running)) {
      const [name = ""] = named(cell);
      const isIn = (text: string): boolean => text.includes(`"${name}`);
      const found = [isIn(worker) ? "Worker" : "", isIn(cli) ? "command line" : ""];
      expect(found.filter((place) => place !== "").join(", "), name).toBe(where);
    }
  });
});

function sources(folder: string): string[] {
  const at = join("src", folder);
  return readdirSync(join(PROJECT, at), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => read(join(at, file)));
}

describe("the lock file", () => {
  test("is that of package.json, which names exact versions alone", () => {
    const { dependencies, devDependencies } = manifest;
    expect(root).toMatchObject({ dependencies, devDependencies });
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
      expect(rest[`node_modules/${name}`]?.version).toBe(version);
    }
  });

  test("has the SHA-512 of every package", () => {
    expect(packages.length).toBeGreaterThan(100);
    for (const [path, { integrity }] of packages) {
      expect(integrity, path).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
    }
  });

  test("takes every package from one registry: none from git, a file, or an address of its own", () => {
    const origins = packages.map(([path, { resolved, link, version }]) => {
      expect(link, path).toBeUndefined();
      expect(version, path).toMatch(/^\d+\.\d+\.\d+/);
      if (resolved === undefined) return "the registry that npm is configured for";
      const { origin, protocol, pathname } = new URL(resolved);
      expect(protocol, path).toBe("https:");
      expect(pathname, path).toMatch(/\/-\/[^/]+\.tgz$/);
      return origin;
    });
    expect(new Set(origins).size).toBe(1);
  });

  test("has no install scripts but those that are allowed", () => {
    const scripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const names = [...new Set(scripts.map(([path]) => nameOf(path)))];
    const allowed = ["esbuild", "node", "workerd"];
    // Of macOS, and optional there.
    expect(names.filter((name) => name !== "fsevents").toSorted()).toEqual(allowed);
    expect(manifest.allowScripts).toEqual(Object.fromEntries(allowed.map((name) => [name, true])));
  });
});

describe("licences", () => {
  const ALLOWED = new Set(
    "MIT ISC 0BSD BSD-2-Clause BSD-3-Clause Apache-2.0 BlueOak-1.0.0 CC0-1.0 PSF-2.0 Zlib".split(
      " ",
    ),
  );
  /** Packages that are allowed another licence besides, by name: docs/dependencies.md says why. */
  const EXCEPTIONS: [name: RegExp, licence: string][] = [
    [/^satori$/, "MPL-2.0"],
    [/^axe-core$/, "MPL-2.0"],
    [/^lightningcss(?:-[a-z0-9-]+)?$/, "MPL-2.0"],
    [/^@img\/sharp-[a-z0-9-]+$/, "LGPL-3.0-or-later"],
    [/^@fontsource\/source-serif-4$/, "OFL-1.1"],
  ];

  /** Whether an SPDX expression of ANDs of ORs, or ORs of ANDs, is allowed. */
  function isAllowed(name: string, licence: string): boolean {
    const text = licence.replace(/^\((.*)\)$/, "$1");
    if (text.includes(" OR ")) return text.split(" OR ").some((one) => isAllowed(name, one));
    return text
      .split(" AND ")
      .every(
        (one) =>
          ALLOWED.has(one) || EXCEPTIONS.some(([of, other]) => of.test(name) && one === other),
      );
  }

  test("of every package in the tree allow what we do with it", () => {
    const refused = packages
      .map(([path, { license = "none" }]) => [nameOf(path), license] as const)
      .filter(([name, licence]) => !isAllowed(name, licence));
    expect(refused).toEqual([]);
  });

  test("that need a reason have one in the document, and are needed", () => {
    const reasons = read("docs/dependencies.md");
    for (const licence of ALLOWED) expect(reasons).toContain(licence);
    for (const [of, licence] of EXCEPTIONS) {
      const uses = packages.filter(
        ([path, one]) => of.test(nameOf(path)) && one.license?.includes(licence) === true,
      );
      expect(uses.length, String(of)).toBeGreaterThan(0);
      expect(reasons).toContain(licence);
    }
  });

  test.each([
    ["GPL-3.0-only", false],
    ["MIT AND GPL-3.0-only", false],
    ["(MIT OR GPL-3.0-only)", true],
    ["LGPL-3.0-or-later", false],
    ["none", false],
  ])("%s of some package: %j", (licence, allowed) => {
    expect(isAllowed("some-package", licence)).toBe(allowed);
  });
});
