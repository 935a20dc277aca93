/** One of many in little space: a button that opens a list. */
import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from "react-aria-components";

import { CheckIcon, ChevronDownIcon } from "./icons";
import "./Field.css";
import "./Select.css";
import "./popover.css";

export interface SelectOption {
  readonly id: string;
  readonly name: string;
}

export interface SelectProps {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly placeholder?: string;
  readonly options: readonly SelectOption[];
  readonly value: string | null;
  readonly onChange: (id: string) => void;
  readonly autoFocus?: boolean;
}

export function Select({ label, labelHidden, placeholder, options, value, onChange, autoFocus = false }: SelectProps) {
  return (
    <AriaSelect
      className="select"
      {...(placeholder === undefined ? {} : { placeholder })}
      value={value}
      autoFocus={autoFocus}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
    >
      <Label className={labelHidden ? "hidden-text" : "field-label"}>{label}</Label>
      <Button className="select-button">
        <SelectValue className="select-value">
          {({ selectedText, isPlaceholder, defaultChildren }) => (isPlaceholder ? defaultChildren : selectedText)}
        </SelectValue>
        <ChevronDownIcon size={16} />
      </Button>
      <Popover className="popover">
        <ListBox className="menu" items={options}>
          {(option) => (
            <ListBoxItem className="menu-item" textValue={option.name}>
              {({ isSelected }) => (
                <>
                  <span className="menu-item-words">{option.name}</span>
                  {isSelected ? <CheckIcon size={16} className="menu-item-tick" /> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
