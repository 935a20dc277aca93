/** Running the practice: its staff, its patients, its pools and topics. */
import { useLocation } from "wouter";

import { Banner } from "../../ui/Banner";
import { Tabs, type TabItem } from "../../ui/Tabs";
import { useScreens } from "../roles";
import { useStaffWords } from "../words";
import { Members } from "./Members";
import { Patients } from "./Patients";
import { PoolsAndTopics } from "./PoolsAndTopics";
import { QuickReplies } from "./QuickReplies";
import "./admin.css";

export function Administration({ tab }: { readonly tab: string | undefined }) {
  const t = useStaffWords();
  const [, go] = useLocation();
  const { practice, patients, inbox } = useScreens();
  const tabs: readonly TabItem[] = [
    ...(practice ? [{ id: "members", name: t("admin.members"), content: <Members /> }] : []),
    ...(patients ? [{ id: "patients", name: t("admin.patients"), content: <Patients /> }] : []),
    ...(practice ? [{ id: "pools", name: t("admin.pools"), content: <PoolsAndTopics /> }] : []),
    ...(practice || inbox ? [{ id: "replies", name: t("admin.replies"), content: <QuickReplies /> }] : []),
  ];
  const selected = tabs.find((each) => each.id === tab) ?? tabs[0];
  return (
    <div className="admin">
      <h2 className="admin-title">{t("admin.title")}</h2>
      {selected ? (
        <Tabs label={t("admin.title")} tabs={tabs} selected={selected.id} onSelect={(id) => go(`/admin/${id}`)} />
      ) : (
        <Banner>{t("admin.nothing")}</Banner>
      )}
    </div>
  );
}
