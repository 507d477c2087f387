import type {Problem} from "./types";

/** The server answered with a problem (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: Problem["code"];
  readonly hint: string | undefined;
  readonly errors: NonNullable<Problem["errors"]>;
  /** Names the request in the server's log. */
  readonly requestId: string | undefined;

  constructor(problem: Problem, requestId?: string) {
    super(problem.detail ?? problem.title);
    this.name = "ApiProblem";
    this.status = problem.status;
    this.code = problem.code;
    this.hint = problem.hint;
    this.errors = problem.errors ?? [];
    this.requestId = requestId ?? problem.instance;
  }

  /** What is said of one value of the body, by its JSON pointer or parameter name. */
  about(pointer: string): string | undefined {
    return this.errors.find((each) => each.pointer === pointer)?.detail;
  }
}

/** No answer came: the network or the server is away. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("The server can not be reached.", {cause});
    this.name = "Unreachable";
  }
}

const codeOf: Record<number, Problem["code"]> = {
  400: "invalid_argument", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
  409: "conflict", 410: "gone", 412: "precondition_failed", 413: "too_large", 415: "unsupported",
  416: "range_not_satisfiable", 422: "invalid_argument", 429: "rate_limited", 503: "unavailable", 507: "no_space",
};

/** Reads what a response that is no success says; proxies answer with other things than problems. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get("X-Request-Id") ?? undefined;
  if (/^application\/(problem\+)?json/.test(response.headers.get("Content-Type") ?? "")) {
    const said = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined;
    if (said && typeof said.title === "string") {
      const code = said.code ?? codeOf[response.status] ?? "internal";
      return new ApiProblem({...said, type: said.type ?? "about:blank", title: said.title, status: response.status, code}, requestId);
    }
  }
  return new ApiProblem({
    type: "about:blank", title: response.statusText || `HTTP ${response.status}`, status: response.status,
    code: codeOf[response.status] ?? "internal",
  }, requestId);
}
