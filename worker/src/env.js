// What Cloudflare hands over, read one by one.

/** @typedef {Record<string, unknown>} Env what Cloudflare hands over: texts and bindings by name */

/**
 * A variable as text; empty where it is not set.
 *
 * @param {Env} env
 * @param {string} name
 */
export function text(env, name) {
  const value = env[name];
  return typeof value === "string" ? value.trim() : "";
}

/**
 * A span of time from a variable, where it is one.
 *
 * @param {Env} env
 * @param {string} name
 * @param {number} otherwise
 */
export function milliseconds(env, name, otherwise) {
  const written = text(env, name);
  return /^[0-9]{1,5}$/.test(written) ? Number(written) : otherwise;
}
