/** The staff build: its words, its styles, its first view. */
import "../ui/tokens.css";
import "../ui/base.css";
import "./staff.css";

import { start } from "../app/start";
import en from "../words/staff.en.json";
import es from "../words/staff.es.json";
import { App } from "./App";

start({ face: "staff", words: { en, es }, app: <App /> });
