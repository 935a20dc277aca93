/** One of several, as cards a thumb can hit: radio buttons with a name and a line of help each. */
import { FieldError, Label, Radio, RadioGroup, Text, type RadioGroupProps } from "react-aria-components";
import type { ReactNode } from "react";

import "./Choice.css";
import "./Field.css";

export interface ChoiceGroupProps extends Omit<RadioGroupProps, "children" | "className" | "style"> {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly children: ReactNode;
}

export function ChoiceGroup({ label, labelHidden, hint, error, children, ...rest }: ChoiceGroupProps) {
  return (
    <RadioGroup validationBehavior="aria" {...rest} isInvalid={Boolean(error)} className="choices">
      <Label className={labelHidden ? "hidden-text" : "field-label"}>{label}</Label>
      {hint ? (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      ) : null}
      <div className="choices-list">{children}</div>
      <FieldError className="field-error">{error}</FieldError>
    </RadioGroup>
  );
}

export interface ChoiceProps {
  readonly value: string;
  readonly name: string;
  readonly hint?: ReactNode;
  readonly isDisabled?: boolean;
  readonly autoFocus?: boolean;
}

export function Choice({ value, name, hint, isDisabled = false, autoFocus = false }: ChoiceProps) {
  return (
    <Radio value={value} isDisabled={isDisabled} autoFocus={autoFocus} className="choice">
      <span className="choice-mark" aria-hidden="true">
        <span className="choice-dot" />
      </span>
      <span className="choice-words">
        <span className="choice-name">{name}</span>
        {hint ? <span className="choice-hint">{hint}</span> : null}
      </span>
    </Radio>
  );
}
