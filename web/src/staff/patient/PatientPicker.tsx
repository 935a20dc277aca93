/** A field that finds patients as their name is typed, told apart by birth date. */
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { useState } from "react";

import type { Id, PatientLine } from "../../live/wire";
import { Avatar } from "../../ui/Avatar";
import { SearchIcon } from "../../ui/icons";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { PATIENT_LETTERS, usePatients } from "./usePatients";
import "../../ui/Field.css";
import "../../ui/popover.css";

export interface PatientPickerProps {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly placeholder?: string;
  readonly inputId?: string;
  readonly clearsOnPick?: boolean;
  readonly autoFocus?: boolean;
  /** What stands in the field to begin with. */
  readonly name?: string;
  /** What stands in it now, typed or picked. */
  readonly onText?: (text: string) => void;
  readonly onPick: (patient: PatientLine) => void;
}

export function PatientPicker(props: PatientPickerProps) {
  const { label, labelHidden, placeholder, inputId, clearsOnPick, autoFocus = false, name = "", onText, onPick } = props;
  const t = useStaffWords();
  const times = useTimes();
  const [text, setText] = useState(name);
  const [picked, setPicked] = useState<Id | null>(null);
  const patients = usePatients(text);
  return (
    <ComboBox
      className="field"
      items={patients}
      inputValue={text}
      onInputChange={(typed) => {
        setText(typed);
        onText?.(typed);
      }}
      defaultFilter={() => true}
      allowsEmptyCollection={text.trim().length >= PATIENT_LETTERS}
      menuTrigger="input"
      value={picked}
      allowsCustomValue
      autoFocus={autoFocus}
      onChange={(key) => {
        const patient = patients.find((each) => each.id === key);
        if (!patient) return;
        setText(clearsOnPick ? "" : patient.name);
        onText?.(patient.name);
        // A picked value is what closes the list; where the field is emptied, nothing stays picked.
        setPicked(clearsOnPick ? null : patient.id);
        onPick(patient);
      }}
    >
      <Label className={labelHidden ? "hidden-text" : "field-label"}>{label}</Label>
      <div className="field-icon">
        <SearchIcon size={18} />
        <Input
          className="field-input"
          {...(inputId === undefined ? {} : { id: inputId })}
          {...(placeholder === undefined ? {} : { placeholder })}
        />
      </div>
      <Popover className="popover" data-trigger="Select">
        <ListBox<PatientLine> className="menu" renderEmptyState={() => <p className="menu-heading">{t("patientSearch.none")}</p>}>
          {(patient) => (
            <ListBoxItem id={patient.id} className="menu-item" textValue={patient.name}>
              <Avatar name={patient.name} id={patient.id} />
              <span className="menu-item-words">
                <span>{patient.name}</span>
                <span className="menu-item-hint">{t("search.born", { date: times.date(patient.born) })}</span>
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
