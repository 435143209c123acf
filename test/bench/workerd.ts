import { readdir, readFile } from "node:fs/promises";

/** Bytes that this process's workerd has read so far, from files or elsewhere (Linux: /proc). */
export async function workerdBytesRead(): Promise<number> {
  let sum = 0;
  for (const pid of await workerds()) {
    const io = await readFile(`/proc/${pid}/io`, "utf8");
    sum += Number(/^rchar: (\d+)$/m.exec(io)?.[1] ?? 0);
  }
  return sum;
}

/** Milliseconds of CPU time that this process's workerd has used so far. */
export async function workerdCpu(): Promise<number> {
  let ticks = 0;
  for (const pid of await workerds()) {
    const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ") ?? [];
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * 10;
}

async function workerds(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const parent = stat.split(") ")[1]?.split(" ")[1];
    if (stat.includes("(workerd)") && parent === String(process.pid)) found.push(pid);
  }
  return found;
}
