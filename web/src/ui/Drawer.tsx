/** A dialog that slides over one side: what is a column on a wide screen. */
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import type { ReactNode } from "react";

import { Button } from "./Button";
import { CloseIcon } from "./icons";
import "./Drawer.css";

export interface DrawerProps {
  readonly title: string;
  readonly closeLabel: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly side: "start" | "end";
  readonly children: ReactNode;
}

export function Drawer({ title, closeLabel, isOpen, onClose, side, children }: DrawerProps) {
  return (
    <ModalOverlay
      className="drawer-veil"
      data-side={side}
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="drawer-frame">
        <AriaDialog className="drawer">
          <div className="drawer-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button look="quiet" icon={<CloseIcon />} aria-label={closeLabel} onPress={onClose} />
          </div>
          <div className="drawer-body">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
