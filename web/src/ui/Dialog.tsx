/** A question above the page: takes the focus, gives it back, closes by Escape. */
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import type { ReactNode } from "react";

import { Button } from "./Button";
import { CloseIcon } from "./icons";
import "./Dialog.css";

export interface DialogProps {
  readonly title: string;
  readonly closeLabel: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly size?: "narrow" | "wide";
  /** Only its own buttons close it: what it shows is shown once. */
  readonly isSticky?: boolean;
  readonly children: ReactNode;
}

export function Dialog({ title, closeLabel, isOpen, onClose, size = "narrow", isSticky = false, children }: DialogProps) {
  return (
    <ModalOverlay
      className="dialog-veil"
      isDismissable={!isSticky}
      isKeyboardDismissDisabled={isSticky}
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="dialog-frame" data-size={size}>
        <AriaDialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button look="quiet" icon={<CloseIcon />} aria-label={closeLabel} onPress={onClose} />
          </div>
          <div className="dialog-body">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The row of buttons at the end of a dialog. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="dialog-actions">{children}</div>;
}
