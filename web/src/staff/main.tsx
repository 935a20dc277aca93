/** The staff build: its words, its styles, its first view. */
import "../ui/tokens.css";
import "../ui/base.css";
import "./staff.css";

import { start } from "../app/start";
import { App } from "./App";

start({ face: "staff", words: { en: () => import("../words/staff.en.json"), es: () => import("../words/staff.es.json") }, app: <App /> });
