/** A text field of several lines that grows with what is written. */
import {
  FieldError,
  Label,
  Text,
  TextArea as AriaTextArea,
  TextField,
  type TextFieldProps,
} from "react-aria-components";
import type { KeyboardEventHandler, ReactEventHandler, ReactNode, Ref } from "react";

import { AlertIcon } from "./icons";
import "./Field.css";

export interface TextAreaProps extends Omit<TextFieldProps, "children" | "className" | "style" | "onKeyDown" | "onSelect"> {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly placeholder?: string;
  /** Lines shown before it grows. */
  readonly rows?: number;
  readonly onKeyDown?: KeyboardEventHandler<HTMLTextAreaElement>;
  /** The caret moved. */
  readonly onSelect?: ReactEventHandler<HTMLTextAreaElement> | undefined;
  /** A list of suggestions beside the field, and the one that Enter takes. */
  readonly options?: { readonly listId: string; readonly activeId: string } | null;
  readonly inputRef?: Ref<HTMLTextAreaElement>;
  readonly className?: string;
}

export function TextArea(props: TextAreaProps) {
  const { label, labelHidden, hint, error, placeholder, rows = 4, onKeyDown, onSelect, options, inputRef, className, ...rest } = props;
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
      <AriaTextArea
        className="field-input"
        rows={rows}
        style={{ minBlockSize: `calc(${String(rows)}lh + 1rem)` }}
        dir="auto"
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(onKeyDown === undefined ? {} : { onKeyDown })}
        {...(onSelect === undefined ? {} : { onSelect })}
        {...(options ? { "aria-autocomplete": "list", "aria-controls": options.listId, "aria-activedescendant": options.activeId } : {})}
        {...(inputRef === undefined ? {} : { ref: inputRef })}
      />
      <FieldError className="field-error">
        <AlertIcon size={18} />
        {error}
      </FieldError>
    </TextField>
  );
}
