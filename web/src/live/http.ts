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

/** Sends bytes as they are: one piece of a file. Rejects with a Refusal, or Unreachable where nobody answered. */
export async function putBytes(path: string, piece: Blob): Promise<void> {
  const headers = { "Content-Type": "application/octet-stream", "X-Chartwire": "1" };
  const init = { method: "PUT", credentials: "same-origin", cache: "no-store", headers, body: piece } as const;
  const response = await fetch(path, init).catch(() => {
    throw new Unreachable();
  });
  if (!response.ok) throw refusalOf(response.status, (await response.json().catch(() => null)) as ErrorBody | null);
}

/** A proxy in between may answer for a dead hub without our body: that is no answer of the hub's. */
function refusalOf(status: number, body: ErrorBody | null): Refusal | Unreachable {
  if (!body?.code) return status >= 500 ? new Unreachable() : new Refusal(`http_${status}`, "", {});
  return new Refusal(body.code, body.message ?? "", { field: body.field, retry: body.retry });
}
