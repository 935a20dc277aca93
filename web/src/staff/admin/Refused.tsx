/** Why the server said no, in its own safe sentence. */
import type { Refusal } from "../../live/errors";
import { Banner } from "../../ui/Banner";
import { useStaffWords } from "../words";
import { isBesideField } from "./problems";

interface RefusedProps {
  readonly refusal: Refusal | null;
  /** Fields beside which the form says itself what is wrong. */
  readonly beside?: readonly string[];
}

export function Refused({ refusal, beside = [] }: RefusedProps) {
  const t = useStaffWords();
  if (!refusal || isBesideField(refusal, beside)) return null;
  // A sentence about the form of a field calls it by its name on the wire.
  const words = refusal.code === "invalid" && refusal.field !== null ? t("failed.form") : refusal.message;
  return (
    <Banner tone="danger" role="alert">
      {words || t("failed.general")}
    </Banner>
  );
}
