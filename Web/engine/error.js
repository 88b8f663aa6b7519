/** An error of the engine. `kind` says what to do about it; the message is one sentence. */
export class VBGError extends Error {
  /**
   * @param {'unsupported'|'model'|'size'|'memory'|'option'|'lost'} kind
   * @param {string} message
   */
  constructor(kind, message) {
    super(message);
    this.name = 'VBGError';
    this.kind = kind;
  }
}

/** Kinds by the numbers that exports return. */
export const kinds = { '-1': 'model', '-2': 'size', '-3': 'memory', '-4': 'option' };
