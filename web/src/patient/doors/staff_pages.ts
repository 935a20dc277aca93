/** Where the staff pages are: beside these, or in the demo on a host of their own, so that one browser can be two people. */

const DEMO_HOST = "patient.localhost";

export function staffPages(): string {
  if (location.hostname !== DEMO_HOST) return "/staff/";
  return `${location.protocol}//${location.host.replace("patient.", "staff.")}/staff/`;
}
