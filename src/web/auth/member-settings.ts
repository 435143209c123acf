/** Whether the publication has told how its members' tokens are signed. */
export function knowsMembers(env: Env): boolean {
  return Boolean(env.MEMBER_ISSUER && env.MEMBER_AUDIENCE && env.MEMBER_KEYS);
}
