/** Finding a patient from anywhere: a name typed here leads to their conversations and chart. */
import { useLocation } from "wouter";

import { boxPath } from "../places";
import { PatientPicker } from "../patient/PatientPicker";
import { useStaffWords } from "../words";

const FIELD_ID = "patient-search";

export function focusSearch() {
  document.getElementById(FIELD_ID)?.focus();
}

export function PatientSearch() {
  const t = useStaffWords();
  const [, go] = useLocation();
  return (
    <div className="topbar-search" role="search">
      <PatientPicker
        inputId={FIELD_ID}
        label={t("search.label")}
        labelHidden
        placeholder={t("search.hint")}
        onPick={(patient) => {
          go(boxPath({ kind: "patient", id: patient.id }));
          document.getElementById("main")?.focus();
        }}
        clearsOnPick
      />
    </div>
  );
}
