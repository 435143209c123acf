import type { Reporter, TestModule } from "vitest/node";

const SHOWN = 10;

/** Prints the campaigns' seed, and the test files that took longest. */
export default class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map((module) => {
      const { duration, ...before } = module.diagnostic();
      const starting =
        before.environmentSetupDuration +
        before.prepareDuration +
        before.collectDuration +
        before.setupDuration;
      return { name: module.relativeModuleId, project: module.project, ms: duration + starting };
    });
    const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).padStart(6)} s`;
    const [first] = files;
    if (first) {
      const { full, seed } = first.project.getProvidedContext().campaign;
      const kinds = new Map<string, number>();
      for (const { project, ms } of files) {
        kinds.set(project.name, (kinds.get(project.name) ?? 0) + ms);
      }
      for (const [kind, ms] of kinds) console.log(`${seconds(ms)}  all of ${kind}`);
      console.log(`The slowest of ${files.length} files:`);
      const slowest = files.toSorted((a, b) => b.ms - a.ms).slice(0, SHOWN);
      for (const { name, ms } of slowest) console.log(`${seconds(ms)}  ${name}`);
      console.log(`Campaigns: ${full ? "in full" : "samples"}, SEED=${seed}`);
    }
  }
}
