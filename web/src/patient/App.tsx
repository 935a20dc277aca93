/** Which page there is for who is here: the ways in, or the patient's own pages. */

import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";

import { useSession } from "../app/live";
import { LiveRegion } from "../ui/LiveRegion";
import { Skeleton } from "../ui/Skeleton";
import { OutsideFrame } from "./doors/OutsideFrame";
import { SignIn } from "./doors/SignIn";
import { Unreachable } from "./doors/Unreachable";
import { Frame } from "./frame/Frame";
import { Home } from "./home/Home";
import { LimitedHome } from "./home/Limited";
import { useSpokenFor } from "./spoken_for";
import { usePatientWords } from "./words";

// Not part of what everybody loads first: what is opened once, from a link that was handed over, or after the first page.
const Ask = lazy(async () => ({ default: (await import("./ask/Ask")).Ask }));
const Write = lazy(async () => ({ default: (await import("./ask/Write")).Write }));
const MessageList = lazy(async () => ({ default: (await import("./messages/MessageList")).MessageList }));
const ThreadPage = lazy(async () => ({ default: (await import("./messages/ThreadPage")).ThreadPage }));
const More = lazy(async () => ({ default: (await import("./more/More")).More }));
const OtherFace = lazy(async () => ({ default: (await import("./doors/OtherFace")).OtherFace }));
const SecondFactor = lazy(async () => ({ default: (await import("./doors/SecondFactor")).SecondFactor }));
const InvitationPage = lazy(async () => ({ default: (await import("./doors/InvitationPage")).InvitationPage }));
const ResetPage = lazy(async () => ({ default: (await import("./doors/ResetPage")).ResetPage }));

export function App() {
  return (
    <Suspense fallback={null}>
      <Switch>
        {/* Links that are handed over work whoever is signed in here. */}
        <Route path="/i" component={InvitationPage} />
        <Route path="/r" component={ResetPage} />
        <Route>
          <Belonging />
        </Route>
      </Switch>
      <LiveRegion />
    </Suspense>
  );
}

function Belonging() {
  const t = usePatientWords();
  const session = useSession();
  switch (session.kind) {
    case "unknown":
      return (
        <OutsideFrame title={t("app.opening")}>
          <Skeleton label={t("app.opening")} />
        </OutsideFrame>
      );
    case "unreachable":
      return <Unreachable />;
    case "signed-out":
      return <SignIn reason={session.reason} />;
    case "second-factor":
      return <SecondFactor />;
    case "other-face":
      return <OtherFace name={session.me.actor.name} />;
    case "signed-in":
      return <Pages />;
  }
}

function Pages() {
  const { open } = useSpokenFor();
  if (!open.length) return <PagesWithoutRecord />;
  return (
    <Frame>
      <Suspense fallback={null}>
        <Switch>
          <Route path="/" component={Home} />
          <Route path="/messages" component={MessageList} />
          <Route path="/messages/:thread">{({ thread }) => <ThreadPage key={thread} thread={thread} />}</Route>
          <Route path="/ask" component={Ask} />
          <Route path="/ask/:patient/:topic">
            {({ patient, topic }) => <Write key={`${patient}/${topic}`} patient={patient} topic={topic} />}
          </Route>
          <Route path="/more" component={More} />
          <Route>
            <Redirect to="/" replace />
          </Route>
        </Switch>
      </Suspense>
    </Frame>
  );
}

/** Nobody's messages are open to the reader: no place leads to where there is nothing. */
function PagesWithoutRecord() {
  return (
    <Frame>
      <Switch>
        <Route path="/" component={LimitedHome} />
        <Route path="/more" component={More} />
        <Route>
          <Redirect to="/" replace />
        </Route>
      </Switch>
    </Frame>
  );
}
