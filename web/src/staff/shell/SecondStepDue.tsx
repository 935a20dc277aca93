/** The days left to set up the second factor, above the work until it is done. */
import { useMe } from "../../app/live";
import { Button } from "../../ui/Button";
import { KeyIcon } from "../../ui/icons";
import { useTimes } from "../times";
import { useStaffWords } from "../words";

export function SecondStepDue({ onSetUp }: { readonly onSetUp: () => void }) {
  const t = useStaffWords();
  const me = useMe();
  const times = useTimes();
  if (me.mfa !== "set_up" || !me.mfa_due) return null;
  return (
    <p className="shell-notice">
      <KeyIcon size={16} />
      <span>
        {t("mfa.due", { time: times.stamp(me.mfa_due) })}{" "}
        <Button look="link" onPress={onSetUp}>
          {t("mfa.dueGo")}
        </Button>
      </span>
    </p>
  );
}
