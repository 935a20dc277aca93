/** JSON over HTTP with the hub's header, and errors told apart. */

import { Refusal, Unreachable } from "./errors";

export interface Http {
  get<T>(path: string, options?: { signal?: AbortSignal }): Promise<T>;
  post<T>(path: string, body: object, options?: { signal?: AbortSignal }): Promise<T>;
}

interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  readonly field?: string | null;
  readonly retry?: boolean;
}

export function openHttp(fetching: typeof fetch = (...args) => fetch(...args)): Http {
  async function request<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetching(path, { credentials: "same-origin", cache: "no-store", ...init }).catch(() => {
      throw new Unreachable();
    });
    const body = (await response.json().catch(() => null)) as unknown;
    if (response.ok) return body as T;
    throw refusalOf(response.status, body as ErrorBody | null);
  }
  return {
    get: (path, options) => request(path, { ...options, headers: { "X-Chartwire": "1" } }),
    post: (path, body, options) =>
      request(path, {
        ...options,
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Chartwire": "1" },
        body: JSON.stringify(body),
      }),
  };
}

/** A proxy in between may answer for a dead hub without our body: that is no answer of the hub's. */
function refusalOf(status: number, body: ErrorBody | null): Refusal | Unreachable {
  if (!body?.code) return status >= 500 ? new Unreachable() : new Refusal(`http_${status}`, "", {});
  return new Refusal(body.code, body.message ?? "", { field: body.field, retry: body.retry });
}
