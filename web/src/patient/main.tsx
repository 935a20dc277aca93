/** The patient build: its words, its styles, its first view. */

import "../ui/tokens.css";
import "../ui/base.css";
import "./patient.css";

import { start } from "../app/start";
import { applyTextSize } from "../ui/text_size";
import { App } from "./App";

applyTextSize();
start({ face: "patient", words: { en: () => import("../words/patient.en.json"), es: () => import("../words/patient.es.json") }, app: <App /> });
