/** The name of the browser's tab: how much is unread, never whose. */
import { useMe, useSee } from "../../app/live";

export function PageTitle() {
  const { practice } = useMe();
  const unread = useSee("unread.count", {}).data?.messages ?? 0;
  return <title>{unread > 0 ? `(${String(unread)}) ${practice.name}` : practice.name}</title>;
}
