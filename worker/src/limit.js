// How often: Cloudflare counts, per data centre and minute; wrangler.toml says how many.

import { Refused, SettingsError } from "./errors.js";

/**
 * Counts a request of somebody.
 *
 * @param {import("./env.js").Env} env
 * @param {"ADDRESS_LIMIT" | "CALLER_LIMIT"} name the binding
 * @param {string} who
 * @param {Record<string, string>} [known]
 * @throws {Refused} there were too many
 */
export async function count(env, name, who, known) {
  const limit = /** @type {RateLimit | undefined} */ (env[name]);
  if (!limit) throw new SettingsError(`${name} is not bound: see wrangler.toml`);
  const { success } = await limit.limit({ key: who });
  if (!success) throw new Refused(`too many: ${name}`, known);
}

/**
 * Whom an address belongs to: itself, or the network of an IPv6 address, all of which one household
 * or machine has.
 *
 * @param {string} address
 */
export function network(address) {
  if (!address.includes(":")) return address;
  const [head, tail] = address.toLowerCase().split("::");
  const front = head ? head.split(":") : [];
  const back = tail ? tail.split(":") : [];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array(missing).fill("0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
