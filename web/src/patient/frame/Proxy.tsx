/** Whose record this is, when it is not the reader's own. */

import { useMe } from "../../app/live";
import type { Id } from "../../live/wire";
import { PersonIcon } from "../../ui/icons";
import { Banner } from "../../ui/Banner";
import { usePatientWords } from "../words";

export function ProxyBanner({ patient }: { readonly patient: Id }) {
  const t = usePatientWords();
  const { actor } = useMe();
  const spokenFor = actor.patients.find(({ id }) => id === patient);
  // With nobody else to speak for, the frame says so on every page.
  if (spokenFor?.relation !== "proxy" || actor.patients.length === 1) return null;
  return <Banner icon={<PersonIcon />}>{t("proxy.banner", { name: spokenFor.name })}</Banner>;
}
