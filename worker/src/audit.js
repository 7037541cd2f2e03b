// One line for each request. What is in it was chosen word by word: nothing a caller sent is
// repeated but what was proved, since people paste keys into addresses and headers.

/**
 * @typedef {object} Outcome
 * @property {number} status
 * @property {string} reason why not; empty where keys were given
 * @property {Record<string, string>} [keys] the answer
 * @property {string} [rule]
 * @property {Record<string, string>} [known] what was proved about the caller
 */

/**
 * Writes the line to the Worker's log.
 *
 * @param {Outcome} outcome
 * @param {string} address the caller's
 */
export function audit({ status, reason, keys, rule, known }, address) {
  const line = {
    audit: "credentials",
    at: new Date().toISOString(),
    status,
    ...(reason && { reason }),
    ...(rule && { rule }),
    ...(keys && { gave: Object.keys(keys) }),
    ...known,
    address,
  };
  console.log(JSON.stringify(line));
}
