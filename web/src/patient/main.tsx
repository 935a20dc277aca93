/** The patient build: its words, its styles, its first view. */

import "../ui/tokens.css";
import "../ui/base.css";
import "./patient.css";

import { start } from "../app/start";
import { applyTextSize } from "../ui/text_size";
import en from "../words/patient.en.json";
import es from "../words/patient.es.json";
import { App } from "./App";

applyTextSize();
start({ face: "patient", words: { en, es }, app: <App /> });
