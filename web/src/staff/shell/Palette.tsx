/** Anything by its name: what can be done here and now, every box, every patient. */
import { useState } from "react";
import { Autocomplete, Input, Label, Menu, MenuItem, MenuSection, Header, SearchField } from "react-aria-components";
import { useLocation } from "wouter";

import type { PatientLine } from "../../live/wire";
import { Dialog } from "../../ui/Dialog";
import { SearchIcon } from "../../ui/icons";
import { Key } from "../../ui/Key";
import { usePatients } from "../patient/usePatients";
import { boxPath } from "../places";
import { useTimes } from "../times";
import { verbsNow, type Verb } from "../verbs";
import { useStaffWords } from "../words";
import "../../ui/Field.css";
import "../../ui/popover.css";
import "./palette.css";

interface PaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function Palette({ isOpen, onClose }: PaletteProps) {
  const t = useStaffWords();
  return (
    <Dialog title={t("palette.title")} closeLabel={t("staff.close")} isOpen={isOpen} onClose={onClose}>
      <PaletteList onClose={onClose} />
    </Dialog>
  );
}

function PaletteList({ onClose }: Pick<PaletteProps, "onClose">) {
  const t = useStaffWords();
  const times = useTimes();
  const [, go] = useLocation();
  const [verbs] = useState(verbsNow);
  const [text, setText] = useState("");
  const patients = usePatients(text);
  const found = verbs.filter((verb) => fits(verb, text));
  const run = (act: () => void) => {
    onClose();
    // After the dialog has given the focus back: what is run may open another, or go to a field.
    requestAnimationFrame(() => requestAnimationFrame(act));
  };
  const toPatient = (patient: PatientLine) => go(boxPath({ kind: "patient", id: patient.id }));
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField className="field" autoFocus>
        <Label className="hidden-text">{t("palette.label")}</Label>
        <div className="field-icon">
          <SearchIcon size={18} />
          <Input className="field-input" placeholder={t("palette.hint")} />
        </div>
      </SearchField>
      <Menu className="menu palette" aria-label={t("palette.title")} renderEmptyState={() => <p className="menu-heading">{t("palette.none")}</p>}>
        <MenuSection>
          <Header className="menu-heading">{t("palette.verbs")}</Header>
          {found.map((verb) => (
            <MenuItem key={verb.words} id={`verb ${verb.words ?? ""}`} className="menu-item" textValue={verb.words ?? ""} onAction={() => run(verb.run)}>
              <span className="menu-item-words">{verb.words}</span>
              {verb.keys === undefined ? null : <Keys keys={verb.keys} />}
            </MenuItem>
          ))}
        </MenuSection>
        <MenuSection>
          <Header className="menu-heading">{t("palette.patients")}</Header>
          {patients.map((patient) => (
            <MenuItem key={patient.id} id={`patient ${patient.id}`} className="menu-item" textValue={patient.name} onAction={() => run(() => toPatient(patient))}>
              <span className="menu-item-words">
                <span>{patient.name}</span>
                <span className="menu-item-hint">{t("search.born", { date: times.date(patient.born) })}</span>
              </span>
            </MenuItem>
          ))}
        </MenuSection>
      </Menu>
    </Autocomplete>
  );
}

/** Every word that was typed begins a word of the verb. */
function fits(verb: Verb, text: string): boolean {
  const words = ` ${fold(verb.words ?? "")}`;
  return fold(text)
    .split(" ")
    .every((typed) => words.includes(` ${typed}`));
}

function fold(text: string): string {
  return text.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="palette-keys" aria-hidden="true">
      {keys.split(/[ +]/).map((key) => (
        <Key key={key}>{key.length === 1 ? key.toUpperCase() : key === "shift" ? "Shift" : key}</Key>
      ))}
    </span>
  );
}
