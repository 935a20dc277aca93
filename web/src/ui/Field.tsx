/** A one-line text field: label above, hint under the label, one error that is read out. */
import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from "react-aria-components";
import type { HTMLAttributes, ReactNode, Ref } from "react";

import { AlertIcon } from "./icons";
import "./Field.css";

export interface FieldProps extends Omit<TextFieldProps, "children" | "className" | "style"> {
  readonly label: string;
  /** The label is for screen readers only: a search box beside its icon. */
  readonly labelHidden?: boolean;
  readonly hint?: ReactNode;
  /** What is wrong and what to do; null when nothing is. */
  readonly error?: string | null;
  readonly icon?: ReactNode;
  readonly placeholder?: string;
  readonly inputMode?: HTMLAttributes<HTMLInputElement>["inputMode"];
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly className?: string;
}

export function Field(props: FieldProps) {
  const { label, labelHidden, hint, error, icon, placeholder, inputMode, inputRef, className, ...rest } = props;
  const input = (
    <Input
      className="field-input"
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(inputMode === undefined ? {} : { inputMode })}
      {...(inputRef === undefined ? {} : { ref: inputRef })}
    />
  );
  return (
    <TextField
      validationBehavior="aria"
      {...rest}
      isInvalid={Boolean(error)}
      className={className === undefined ? "field" : `field ${className}`}
    >
      <Label className={labelHidden ? "hidden-text" : "field-label"}>{label}</Label>
      {hint ? (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      ) : null}
      {icon ? (
        <div className="field-icon">
          {icon}
          {input}
        </div>
      ) : (
        input
      )}
      <FieldError className="field-error">
        <AlertIcon size={18} />
        {error}
      </FieldError>
    </TextField>
  );
}
