// autocannon ships no types: these cover what the benches use.
declare module "autocannon" {
  /** A request that is about to be sent. */
  export interface Request {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string;
    setupRequest?: (request: Request, context: object) => Request;
    onResponse?: (status: number, body: string) => void;
  }

  export interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration?: number;
    /** Total number of requests, instead of a duration. */
    amount?: number;
    timeout?: number;
    /** Requests a second over all connections. */
    overallRate?: number;
    requests: Request[];
  }

  export interface Result {
    /** Seconds. */
    duration: number;
    errors: number;
    timeouts: number;
    /** Answers with a status other than 2xx. */
    non2xx: number;
    "1xx": number;
    "2xx": number;
    "3xx": number;
    latency: { p50: number; p90: number; p99: number; max: number };
  }

  export default function autocannon(options: Options): Promise<Result>;
}
