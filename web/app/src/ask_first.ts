import {askAhead} from "@stratum/library";
import type {Services} from "@stratum/model";

/** Asks who is here, and then for the tracks they will see first: both come while the page is drawn. */
export async function askFirst({session, client, router}: Services): Promise<void> {
  await session.refresh();
  const here = session.current(), place = router.get();
  const sees = here?.workspace && here.permissions.includes("tracks.read") && (place.path === "/" || place.path === "/library");
  if (sees) askAhead(client, place);
}
