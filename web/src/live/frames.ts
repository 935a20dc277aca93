/** The frames of the socket, chartwire.v1: the contract's, with what each call carries left open. */

import type { By, Id, LiveEvent, Schemas } from "./wire";

export type Resume = Schemas["Resume"];
export type SignalKind = "typing" | "replying";

type Call<Frame> = Omit<Frame, "args"> & { readonly args: unknown };

export type Hello = Omit<Schemas["Hello"], "watch"> & { readonly watch: readonly string[] };
export type DoFrame = Call<Schemas["Do"]>;
export type SeeFrame = Call<Schemas["See"]>;

export type ClientFrame =
  | Hello
  | DoFrame
  | SeeFrame
  | Schemas["Ack"]
  | Schemas["Watch"]
  | Schemas["Unwatch"]
  | (Omit<Schemas["Signal"], "data"> & { readonly data: unknown })
  | Schemas["Active"];

/** HTTP says who I am and where the log stands, and nothing of windows and limits. */
export type Welcome = Omit<Schemas["Welcome"], "window" | "limits"> & Partial<Pick<Schemas["Welcome"], "limits">>;
export type EventsFrame = Omit<Schemas["Events"], "events"> & { readonly events: readonly LiveEvent[] };
export type Done = Omit<Schemas["Done"], "result"> & { readonly result: unknown };
export type Seen = Omit<Schemas["Seen"], "data"> & { readonly data: unknown };
export type Refused = Omit<Schemas["Refused"], "code"> & { readonly code: string };
export type Watching = Schemas["Watching"];
export type SignalFrame = Omit<Schemas["Signalled"], "by" | "data"> & { readonly by: By; readonly data: unknown };

export type ServerFrame =
  | Welcome
  | EventsFrame
  | Schemas["Beat"]
  | Schemas["Reset"]
  | Schemas["Bye"]
  | Done
  | Seen
  | Refused
  | Watching
  | SignalFrame;

/** Frames that answer something the client sent, matched by id. */
export type Answer = (Done | Seen | Refused | Watching) & { readonly id: Id };
