/** The doors of /auth: who am I, signing in and out, invitations, second factors. No state of its own. */

import type { Http } from "./http";
import type { Face, Id, Schemas } from "./wire";

export type Me = Schemas["Me"];
export type SignedIn = Schemas["SignedIn"];
export type DemoPerson = Schemas["DemoPerson"];
export type Invitation = Schemas["Invitation"];
export type FrontDoor = Schemas["FrontDoor"];
export type MfaSecret = Schemas["Seed"];

/** A hub that says nothing for so long is out of reach. */
const ME_WITHIN_MS = 10_000;

/** Every refusal is a Refusal; a server out of reach is an Unreachable. */
export interface Auth {
  /** Whose pages these are, before anybody has signed in. Asked for once for each page. */
  door(): Promise<FrontDoor>;
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
  let door: Promise<FrontDoor> | null = null;
  return {
    door: () => {
      door ??= http.get<FrontDoor>("/auth/door");
      door.catch(() => (door = null));
      return door;
    },
    me: () => http.get<Me>("/auth/me", { signal: AbortSignal.timeout(ME_WITHIN_MS) }),
    demoPeople: () => http.get("/auth/demo"),
    signInDemo: (email, face) => post("demo", { email, face }),
    signIn: (email, password, face) => post("sign-in", { email, password, face }),
    sendCode: async (code) => void (await post("mfa", { code })),
    beginMfa: () => post("mfa/begin"),
    confirmMfa: async (code) => (await post<Schemas["RecoveryCodes"]>("mfa/confirm", { code })).recovery_codes,
    signOut: async () => void (await post("sign-out")),
    switchTo: async (practice, face) => void (await post("switch", { practice, face })),
    forgot: async (email) => void (await post("forgot", { email })),
    peekInvitation: (token) => post("invitation", { token }),
    acceptInvitation: (token, password) => post("accept", { token, password }),
    resetPassword: (token, password) => post("reset", { token, password }),
  };
}
