/** Any of several: checkboxes in a labelled group, or one alone. */
import { Checkbox, CheckboxGroup, Label, Text, type CheckboxGroupProps, type CheckboxProps } from "react-aria-components";
import type { ReactNode } from "react";

import { CheckIcon } from "./icons";
import "./Choice.css";
import "./Field.css";

export interface CheckGroupProps extends Omit<CheckboxGroupProps, "children" | "className" | "style"> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

export function CheckGroup({ label, hint, children, ...rest }: CheckGroupProps) {
  return (
    <CheckboxGroup {...rest} className="choices">
      <Label className="field-label">{label}</Label>
      {hint ? (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      ) : null}
      <div className="choices-list">{children}</div>
    </CheckboxGroup>
  );
}

export interface CheckProps extends Omit<CheckboxProps, "children" | "className" | "style"> {
  readonly children: ReactNode;
}

export function Check({ children, ...rest }: CheckProps) {
  return (
    <Checkbox {...rest} className="choice" data-look="line">
      <span className="choice-mark" data-square aria-hidden="true">
        <CheckIcon size={14} />
      </span>
      <span className="choice-name">{children}</span>
    </Checkbox>
  );
}
