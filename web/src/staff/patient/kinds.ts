/** The kinds of things a timeline tells of: each with its word and its sign. */
import type { ComponentType } from "react";

import type { TimelineKind } from "../../live/wire";
import {
  AlertIcon,
  CheckIcon,
  FlaskIcon,
  LayersIcon,
  MessageIcon,
  NoteIcon,
  PersonIcon,
  PillIcon,
  PulseIcon,
  SyringeIcon,
  type IconProps,
} from "../../ui/icons";
import type { StaffWord } from "../words";

export const KIND_NAMES: Readonly<Record<TimelineKind, StaffWord>> = {
  message: "timeline.message",
  file: "timeline.file",
  task: "timeline.task",
  visit: "timeline.visit",
  problem: "timeline.problem",
  medicine: "timeline.medicine",
  allergy: "timeline.allergy",
  result: "timeline.result",
  immunization: "timeline.immunization",
  procedure: "timeline.procedure",
};

/** Of one thing of its kind. */
export const ONE_NAMES: Readonly<Record<TimelineKind, StaffWord>> = {
  message: "timeline.oneMessage",
  file: "timeline.oneFile",
  task: "timeline.oneTask",
  visit: "timeline.oneVisit",
  problem: "timeline.oneProblem",
  medicine: "timeline.oneMedicine",
  allergy: "timeline.oneAllergy",
  result: "timeline.oneResult",
  immunization: "timeline.oneImmunization",
  procedure: "timeline.oneProcedure",
};

export const KIND_ICONS: Readonly<Record<TimelineKind, ComponentType<IconProps>>> = {
  message: MessageIcon,
  file: NoteIcon,
  task: CheckIcon,
  visit: PersonIcon,
  problem: PulseIcon,
  medicine: PillIcon,
  allergy: AlertIcon,
  result: FlaskIcon,
  immunization: SyringeIcon,
  procedure: LayersIcon,
};
