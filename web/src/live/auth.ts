/** The doors of /auth: who am I, signing in and out, invitations, second factors. No state of its own. */

import type { Http } from "./http";
import type { Actor, Face, Id, Instant, Language, Practice, Role } from "./wire";

export type SecondFactor = "none" | "needed" | "set_up";

export interface Me {
  readonly actor: Actor;
  readonly practice: Practice & { readonly languages: readonly Language[] };
  readonly language: Language | null;
  readonly mfa: SecondFactor;
  /** After this instant nothing but setting up a second factor is possible. */
  readonly mfa_due?: Instant | null;
  readonly idle_s: number;
  readonly demo: boolean;
}

export interface SignedIn {
  readonly person: Id;
  readonly practice: Id;
  readonly face: Face;
  readonly roles: readonly Role[];
  readonly mfa: SecondFactor;
  readonly mfa_due?: Instant | null;
}

export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly face: Face;
}

export interface Invitation {
  readonly name: string;
  readonly email: string;
  readonly practice: { readonly id: Id; readonly name: string; readonly telephone: string };
  readonly face: Face;
  readonly roles: readonly Role[];
}

export interface MfaSecret {
  readonly secret: string;
  readonly uri: string;
  readonly qr_svg: string;
}

/** Every refusal is a Refusal; a server out of reach is an Unreachable. */
export interface Auth {
  me(): Promise<Me>;
  demoPeople(): Promise<readonly DemoPerson[]>;
  /** For the page's own face, unless told another. */
  signInDemo(email: string, face?: Face): Promise<SignedIn>;
  signIn(email: string, password: string, face: Face): Promise<SignedIn>;
  sendCode(code: string): Promise<void>;
  beginMfa(): Promise<MfaSecret>;
  confirmMfa(code: string): Promise<readonly string[]>;
  signOut(): Promise<void>;
  switchTo(practice: Id, face: Face): Promise<void>;
  forgot(email: string): Promise<void>;
  peekInvitation(token: string): Promise<Invitation>;
  acceptInvitation(token: string, password: string): Promise<SignedIn>;
  resetPassword(token: string, password: string): Promise<SignedIn>;
}

export function authDoors(http: Http): Auth {
  const post = <T>(path: string, body: object = {}) => http.post<T>(`/auth/${path}`, body);
  return {
    me: () => http.get<Me>("/auth/me"),
    demoPeople: () => http.get("/auth/demo"),
    signInDemo: (email, face) => post("demo", { email, face }),
    signIn: (email, password, face) => post("sign-in", { email, password, face }),
    sendCode: async (code) => void (await post("mfa", { code })),
    beginMfa: () => post("mfa/begin"),
    confirmMfa: async (code) => (await post<{ recovery_codes: string[] }>("mfa/confirm", { code })).recovery_codes,
    signOut: async () => void (await post("sign-out")),
    switchTo: async (practice, face) => void (await post("switch", { practice, face })),
    forgot: async (email) => void (await post("forgot", { email })),
    peekInvitation: (token) => post("invitation", { token }),
    acceptInvitation: (token, password) => post("accept", { token, password }),
    resetPassword: (token, password) => post("reset", { token, password }),
  };
}
