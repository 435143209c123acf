/**
 * A stub of a poll's object. Where `LOCATION` is set, a new object is made there; one that exists stays where it is.
 */
export function pollStub(env: Env, name: string): ReturnType<Env["POLL"]["getByName"]> {
  const { LOCATION } = env;
  return env.POLL.getByName(name, LOCATION ? { locationHint: LOCATION } : {});
}
