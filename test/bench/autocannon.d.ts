// autocannon brings no types: what of it the benches use.
declare module "autocannon" {
  /** A request, as it is about to be sent. */
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
    /** Requests in all, in place of a duration. */
    amount?: number;
    timeout?: number;
    requests: Request[];
  }

  export interface Result {
    /** Seconds. */
    duration: number;
    errors: number;
    timeouts: number;
    /** Answers with another status than 2xx. */
    non2xx: number;
    "1xx": number;
    "2xx": number;
    "3xx": number;
    latency: { p50: number; p90: number; p99: number; max: number };
  }

  export default function autocannon(options: Options): Promise<Result>;
}
