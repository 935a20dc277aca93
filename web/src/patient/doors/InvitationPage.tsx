/** From an invitation to an account: who invites, and a password of one's own. */

import { useEffect, useState } from "react";

import { useLive } from "../../app/live";
import type { Invitation } from "../../live/auth";
import { Refusal } from "../../live/errors";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { LinkButton } from "../../ui/LinkButton";
import { Skeleton } from "../../ui/Skeleton";
import { suggest } from "../../words/catalogue";
import { usePatientWords } from "../words";
import { NewPassword } from "./NewPassword";
import { OutsideFrame } from "./OutsideFrame";
import { enter, tokenOfPage } from "./token";

type Peek =
  | { readonly kind: "asking" }
  | { readonly kind: "invited"; readonly invitation: Invitation }
  | { readonly kind: "old" }
  | { readonly kind: "unreachable" };

export function InvitationPage() {
  const t = usePatientWords();
  const { auth } = useLive();
  const [token] = useState(tokenOfPage);
  const [peek, setPeek] = useState<Peek>({ kind: "asking" });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isShown = true;
    auth.peekInvitation(token).then(
      (invitation) => {
        if (!isShown) return;
        suggest(invitation.language);
        setPeek({ kind: "invited", invitation });
      },
      (error: unknown) => isShown && setPeek({ kind: error instanceof Refusal ? "old" : "unreachable" }),
    );
    return () => void (isShown = false);
  }, [auth, token, round]);

  if (peek.kind === "asking") {
    return (
      <OutsideFrame title={t("app.opening")}>
        <Skeleton label={t("app.opening")} />
      </OutsideFrame>
    );
  }
  if (peek.kind !== "invited") {
    return (
      <OutsideFrame title={t("invitation.old-title")}>
        <Banner tone="attention">{t(peek.kind === "old" ? "invitation.old" : "failure.unreachable")}</Banner>
        {peek.kind === "unreachable" ? <Button onPress={() => setRound(round + 1)}>{t("app.again")}</Button> : null}
        {peek.kind === "old" ? (
          <LinkButton href="/" look="primary" wide>
            {t("signin.title")}
          </LinkButton>
        ) : null}
      </OutsideFrame>
    );
  }
  const { name, email, practice, face, has_password: isKnown } = peek.invitation;
  const isWork = face === "staff";
  return (
    <OutsideFrame
      title={t("invitation.title", { name })}
      practice={practice}
      aside={<p className="outside-aside">{t(isWork ? "invitation.help-staff" : "invitation.help")}</p>}
    >
      <p>{t(isKnown ? "invitation.lead-known" : isWork ? "invitation.lead-staff" : "invitation.lead", { practice: practice.name })}</p>
      <NewPassword
        email={email}
        isKnown={isKnown}
        goWord={t("invitation.go")}
        onChosen={async (password) => enter((await auth.acceptInvitation(token, password)).face)}
      />
    </OutsideFrame>
  );
}
