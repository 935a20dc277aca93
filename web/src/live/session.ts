/** Who is signed in on this page, told by /auth/me and by other pages of the same browser. */

import { createStore } from "zustand/vanilla";

import type { Auth, Me, SignedIn } from "./auth";
import { backoffMs } from "./closing";
import { Refusal, Unreachable } from "./errors";
import type { Session } from "./live";
import type { Actor, Face } from "./wire";

export interface SessionListener {
  /** isRecalled: the hub has not been asked yet, because it cannot be reached. */
  began(me: Me, isRecalled: boolean): void;
  /** What the hub says of who is signed in, each time it is asked. */
  confirmed(me: Me): void;
  ended(): void;
  /** The person left on purpose: nothing of theirs may stay on this device. */
  left(): Promise<void>;
  /** Who was here before the hub went out of reach. */
  recall(): Promise<Me | null>;
}

export function isSameActor(a: Actor, b: Actor): boolean {
  return a.person === b.person && a.practice === b.practice && a.face === b.face;
}

export class SessionKeeper {
  readonly state = createStore<Session>(() => ({ kind: "unknown" }));
  readonly auth: Auth;
  private readonly others = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("session");
  private round = 0;
  private attempt = 0;
  private isFactorDue = false;
  private isRecalled = false;
  private retry: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly doors: Auth,
    private readonly face: Face,
    private readonly listener: SessionListener,
  ) {
    this.auth = this.watchedDoors();
    if (this.others) this.others.onmessage = () => void this.refresh();
  }

  get me(): Me | null {
    const session = this.state.getState();
    return session.kind === "signed-in" ? session.me : null;
  }

  /** The page goes by an older word of the hub's, or by none. */
  get isUnsure(): boolean {
    return this.isRecalled || this.state.getState().kind === "unreachable";
  }

  async refresh(): Promise<void> {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
    const round = (this.round += 1);
    try {
      const me = await this.doors.me();
      if (round !== this.round) return;
      this.attempt = 0;
      this.isRecalled = false;
      this.know(me);
    } catch (error) {
      if (round === this.round) await this.fail(error);
    }
  }

  async signOut(): Promise<void> {
    await this.doors.signOut().catch((error: unknown) => {
      // Without a word from the server the session may still stand there; here it is over in any case.
      if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
    });
    await this.listener.left();
    this.end("left");
    this.tellOthers();
  }

  end(reason: "never" | "left" | "ended"): void {
    this.isRecalled = false;
    this.listener.ended();
    this.state.setState({ kind: "signed-out", reason }, true);
  }

  /** The hub has let go of this page: the session is over, or the days without a second factor are. */
  dismiss(): void {
    const isUnprotected = this.me?.mfa === "set_up";
    this.end("ended");
    if (!isUnprotected) return;
    // Whether it is overdue is for the hub's clock to say, not for this one.
    this.isFactorDue = true;
    void this.refresh();
  }

  close(): void {
    if (this.retry !== null) clearTimeout(this.retry);
  }

  private know(me: Me): void {
    const before = this.me;
    if (before && !isSameActor(before.actor, me.actor)) this.listener.ended();
    if (me.mfa === "needed") return this.become({ kind: "second-factor", step: "give" });
    if (me.actor.face !== this.face) return this.become({ kind: "other-face", me });
    if (this.isOverdue(me)) return this.become({ kind: "second-factor", step: "set-up" });
    this.become({ kind: "signed-in", me });
    if (!before || !isSameActor(before.actor, me.actor)) this.listener.began(me, this.isRecalled);
    if (!this.isRecalled) this.listener.confirmed(me);
  }

  private isOverdue({ mfa, mfa_due }: Me): boolean {
    if (mfa !== "set_up") this.isFactorDue = false;
    return mfa === "set_up" && (this.isFactorDue || (mfa_due !== undefined && Date.parse(mfa_due) <= Date.now()));
  }

  private async fail(error: unknown): Promise<void> {
    if (error instanceof Refusal && error.code === "signed_out") {
      this.isFactorDue = false;
      if (this.state.getState().kind === "signed-out") return;
      return this.end(this.me ? "ended" : "never");
    }
    if (error instanceof Refusal && error.code === "forbidden") return this.become({ kind: "second-factor", step: "give" });
    if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
    if (this.state.getState().kind === "unknown") await this.openWithoutHub();
    this.attempt += 1;
    this.retry = setTimeout(() => void this.refresh(), 500 + backoffMs(this.attempt));
  }

  private async openWithoutHub(): Promise<void> {
    const { round } = this;
    const me = await this.listener.recall();
    if (round !== this.round) return;
    this.isRecalled = me !== null;
    if (me) this.know(me);
    else this.become({ kind: "unreachable" });
  }

  private become(session: Session): void {
    this.state.setState(session, true);
  }

  private tellOthers(): void {
    this.others?.postMessage("changed");
  }

  /** The doors, with this page and the others following whatever comes of them. */
  private watchedDoors(): Auth {
    const follow = async (answer: SignedIn): Promise<SignedIn> => {
      if (answer.mfa === "needed") this.become({ kind: "second-factor", step: "give" });
      else await this.refresh();
      this.tellOthers();
      return answer;
    };
    const { doors } = this;
    return {
      ...doors,
      signInDemo: async (email, face = this.face) => follow(await doors.signInDemo(email, face)),
      signIn: async (email, password, face) => follow(await doors.signIn(email, password, face)),
      acceptInvitation: async (token, password) => follow(await doors.acceptInvitation(token, password)),
      resetPassword: async (token, password) => follow(await doors.resetPassword(token, password)),
      sendCode: async (code) => {
        await doors.sendCode(code);
        await this.refresh();
      },
      switchTo: async (practice, face) => {
        await doors.switchTo(practice, face);
        await this.refresh();
        this.tellOthers();
      },
      signOut: () => this.signOut(),
    };
  }
}
