/** The patients: found by name, added, invited to the portal, given a proxy. */
import { useState } from "react";
import { useLocation } from "wouter";

import type { PatientLine } from "../../live/wire";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { MessageIcon, MoreIcon, PeopleIcon, PlusIcon, SearchIcon, SendIcon } from "../../ui/icons";
import { Menu, MenuItem } from "../../ui/Menu";
import { PATIENT_LETTERS, usePatients } from "../patient/usePatients";
import { boxPath } from "../places";
import { useScreens } from "../roles";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { GrantProxy } from "./GrantProxy";
import { InvitePatient } from "./InvitePatient";
import { LinkToHandOver, type HandOver } from "./LinkToHandOver";
import { Page } from "./Page";
import { RegisterPatient } from "./RegisterPatient";

type Open =
  | { readonly kind: "register" }
  | { readonly kind: "invite" | "proxy"; readonly patient: PatientLine; readonly email?: string }
  | { readonly kind: "link"; readonly link: HandOver }
  | null;

export function Patients() {
  const t = useStaffWords();
  const [text, setText] = useState("");
  const [open, setOpen] = useState<Open>(null);
  const patients = usePatients(text);
  const close = () => setOpen(null);
  const handOver = (link: HandOver) => setOpen({ kind: "link", link });
  const isShort = text.trim().length < PATIENT_LETTERS;
  return (
    <Page
      title={t("patients.title")}
      lead={t("patients.lead")}
      action={
        <Button look="primary" icon={<PlusIcon />} onPress={() => setOpen({ kind: "register" })}>
          {t("patients.register")}
        </Button>
      }
    >
      <Field
        className="admin-search"
        label={t("patients.search")}
        icon={<SearchIcon size={18} />}
        type="search"
        value={text}
        onChange={setText}
      />
      <ul className="admin-list">
        {patients.map((patient) => (
          <PatientRow key={patient.id} patient={patient} onAct={(kind) => setOpen({ kind, patient })} />
        ))}
      </ul>
      {patients.length === 0 ? (
        <p className="muted" role="status">
          {t(isShort ? "patients.start" : "patients.none")}
        </p>
      ) : null}
      <Dialog title={t("patients.register")} closeLabel={t("staff.close")} isOpen={open?.kind === "register"} onClose={close}>
        <RegisterPatient onCancel={close} onRegistered={(patient, email) => setOpen({ kind: "invite", patient, email })} />
      </Dialog>
      {open?.kind === "invite" ? (
        <InvitePatient patient={open.patient} email={open.email ?? ""} onClose={close} onInvited={handOver} />
      ) : null}
      {open?.kind === "proxy" ? <GrantProxy patient={open.patient} onClose={close} onGranted={handOver} /> : null}
      <LinkToHandOver link={open?.kind === "link" ? open.link : null} onClose={close} />
    </Page>
  );
}

interface PatientRowProps {
  readonly patient: PatientLine;
  readonly onAct: (kind: "invite" | "proxy") => void;
}

function PatientRow({ patient, onAct }: PatientRowProps) {
  const t = useStaffWords();
  const times = useTimes();
  const screens = useScreens();
  const [, go] = useLocation();
  const act = (key: string) => {
    if (key === "invite" || key === "proxy") onAct(key);
    else go(boxPath({ kind: "patient", id: patient.id }));
  };
  return (
    <li className="admin-row">
      <Avatar name={patient.name} id={patient.id} />
      <div className="admin-row-words">
        <p className="admin-row-name">{patient.name}</p>
        <p className="muted small">{t("context.born", { date: times.date(patient.born) })}</p>
      </div>
      <Menu
        label={t("members.actions", { name: patient.name })}
        placement="bottom end"
        onAction={act}
        trigger={
          <Button
            look="quiet"
            className="admin-row-menu"
            icon={<MoreIcon />}
            aria-label={t("members.actions", { name: patient.name })}
          />
        }
      >
        {screens.inbox ? <MenuItem id="open" name={t("patient.threads")} icon={<MessageIcon />} /> : null}
        <MenuItem id="invite" name={t("patients.invite")} icon={<SendIcon />} />
        {screens.proxies ? <MenuItem id="proxy" name={t("patients.proxy")} icon={<PeopleIcon />} /> : null}
      </Menu>
    </li>
  );
}
