/** The frame of the working day: top bar, rail of boxes, one view. */
import { lazy, Suspense, useState } from "react";
import { Redirect, Route, Switch, useLocation, useRoute } from "wouter";

import { useMe } from "../../app/live";
import type { Id } from "../../live/wire";
import { Dialog } from "../../ui/Dialog";
import { undoLatest } from "../../ui/Toast";
import { Inbox } from "../inbox/Inbox";
import type { NewKind } from "../inbox/NewConversation";
import { boxOf, boxPath } from "../places";
import { useScreens } from "../roles";
import { focusSearch } from "../search/SearchBox";
import { SecondStepSetup } from "../signin/SecondStepSetup";
import { TASK_BOXES } from "../tasks/boxes";
import { useVerbs, type Verb } from "../verbs";
import { useStaffWords } from "../words";
import { useNotices } from "./notices";
import { PageTitle } from "./PageTitle";
import { usePlaces } from "./places";
import { Rail } from "./Rail";
import { SecondStepDue } from "./SecondStepDue";
import { TopBar } from "./TopBar";
import { useUnsentWarning } from "./unsent";
import "./shell.css";

// Administration is visited now and then; the queue is open all day and should not wait for it.
const Administration = lazy(async () => {
  const { Administration: component } = await import("../admin/Administration");
  return { default: component };
});

const TasksPage = lazy(async () => {
  const { TasksPage: component } = await import("../tasks/TasksPage");
  return { default: component };
});

// What is opened over the page comes when it is.
const NewConversation = lazy(async () => {
  const { NewConversation: component } = await import("../inbox/NewConversation");
  return { default: component };
});
const KeySheet = lazy(async () => ({ default: (await import("./KeySheet")).KeySheet }));
const MailDialog = lazy(async () => ({ default: (await import("./MailDialog")).MailDialog }));
const Palette = lazy(async () => ({ default: (await import("./Palette")).Palette }));

type Open = "keys" | "mail" | "new" | "palette" | "second-step" | null;

export function Shell() {
  const t = useStaffWords();
  const me = useMe();
  const [open, setOpen] = useState<Open>(null);
  const [, go] = useLocation();
  const patient = usePatientHere();
  const [newKind, setNewKind] = useState<NewKind>("patient");
  const close = () => setOpen(null);
  const begin = (kind: NewKind) => {
    setNewKind(kind);
    setOpen("new");
  };
  const { inbox } = useScreens();
  useUnsentWarning();
  const places = usePlaces();
  useNotices();
  const atWork: readonly Verb[] = [
    { keys: "/", words: t("keys.search"), run: focusSearch },
    { keys: "c", words: t("keys.new"), run: () => begin("patient") },
    { keys: "p", words: t("keys.call"), run: () => begin("call") },
    { keys: "g t", words: t("tasks.title"), run: () => go("/tasks/mine") },
    ...places,
  ];
  useVerbs([
    { keys: "?", words: t("keys.title"), run: () => setOpen("keys") },
    { keys: "z", words: t("keys.undo"), run: undoLatest },
    { keys: "mod+k", run: () => setOpen("palette") },
    ...(inbox ? atWork : []),
  ]);

  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {t("staff.skip")}
      </a>
      <TopBar
        onNew={begin}
        onKeys={() => setOpen("keys")}
        onMail={() => setOpen("mail")}
        onSecondStep={() => setOpen("second-step")}
      />
      <Rail className="shell-rail" />
      <main className="shell-main" id="main" tabIndex={-1}>
        {inbox ? <PageTitle /> : null}
        <h1 className="hidden-text">{me.practice.name}</h1>
        <SecondStepDue onSetUp={() => setOpen("second-step")} />
        <Views />
      </main>
      <Suspense>
        {open === "palette" ? <Palette isOpen onClose={close} /> : null}
        {open === "keys" ? <KeySheet isOpen onClose={close} /> : null}
        {open === "mail" ? <MailDialog isOpen onClose={close} /> : null}
        {open === "new" ? (
          <NewConversation
            isOpen
            kind={newKind}
            onKind={setNewKind}
            about={patient}
            onClose={close}
            onSent={(thread) => {
              close();
              go(boxPath({ kind: "all" }, thread));
            }}
          />
        ) : null}
        {open === "second-step" ? (
          <Dialog title={t("mfa.setupTitle")} closeLabel={t("staff.close")} isOpen onClose={close} isSticky>
            <SecondStepSetup onDone={close} />
          </Dialog>
        ) : null}
      </Suspense>
    </div>
  );
}

/** The patient whose box is shown, if one is. */
function usePatientHere(): Id | null {
  const [, params] = useRoute("/inbox/:box/*?");
  const box = params ? boxOf(params.box) : null;
  return box?.kind === "patient" ? box.id : null;
}

function Views() {
  const { inbox } = useScreens();
  return (
    <Switch>
      <Route path="/admin/:tab?">
        {({ tab }) => (
          <Suspense>
            <Administration tab={tab} />
          </Suspense>
        )}
      </Route>
      {inbox ? (
        <Route path="/tasks/:box?">
          {({ box }) => (
            <Suspense>
              <TasksPage box={TASK_BOXES.find((each) => each === box) ?? "mine"} />
            </Suspense>
          )}
        </Route>
      ) : null}
      {inbox ? (
        <Route path="/inbox/:box/:thread?">
          {({ box, thread }) => <Inbox box={boxOf(box)} thread={thread ?? null} key={box} />}
        </Route>
      ) : null}
      <Route>
        <Redirect to={inbox ? boxPath({ kind: "mine" }) : "/admin"} replace />
      </Route>
    </Switch>
  );
}
