// What goes wrong, in words for the audit alone.

/**
 * Why a request gets nothing: said to the audit, never to the caller.
 *
 * `known` is what was proved about the caller before, e.g. its repository.
 */
export class Refused extends Error {
  /**
   * @param {string} reason
   * @param {Record<string, string>} [known]
   */
  constructor(reason, known = {}) {
    super(reason);
    this.known = known;
  }
}

/** Something the owner must put right; until then the Worker is locked. */
export class SettingsError extends Error {}
