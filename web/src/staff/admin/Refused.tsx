/** Why the server said no, in its own safe sentence. */
import type { Refusal } from "../../live/errors";
import { Banner } from "../../ui/Banner";
import { useStaffWords } from "../words";

export function Refused({ refusal }: { readonly refusal: Refusal | null }) {
  const t = useStaffWords();
  if (!refusal) return null;
  return (
    <Banner tone="danger" role="alert">
      {refusal.message || t("failed.general")}
    </Banner>
  );
}
