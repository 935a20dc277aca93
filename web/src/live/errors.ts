/** The two ways in which a request fails: the server said no, or nobody said anything. */

/** The server's no, with a sentence that is safe to show. Nothing was committed, unless code is `unknown_outcome`. */
export class Refusal extends Error {
  readonly code: string;
  readonly field: string | null;
  readonly retry: boolean;

  constructor(code: string, message: string, options: { field?: string | null; retry?: boolean } = {}) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.field = options.field ?? null;
    this.retry = options.retry ?? false;
  }
}

/** No answer: the network or the server is down. Whether anything happened is not known. */
export class Unreachable extends Error {
  constructor() {
    super("The server cannot be reached.");
    this.name = "Unreachable";
  }
}
