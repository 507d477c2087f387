import type {Track} from "@stratum/api";
import {t} from "@stratum/model";
import {MenuButton, useService} from "@stratum/ui";
import {useTrackActions} from "./track_actions";

/** What can be done with one track, on its own page. */
export function TrackMenu({track, onChanged}: {readonly track: Track; readonly onChanged: () => void}) {
  const player = useService("player"), router = useService("router");
  const {entries, dialogs} = useTrackActions({
    count: 1, bin: track.binned_at !== undefined, collect: () => Promise.resolve([track]), onPlay: () => player.play([track], 0), onChanged, onEdited: onChanged, onErased: () => router.go("/bin"),
  });
  return <><MenuButton label={t("action.more")} look="plain" entries={entries} />{dialogs}</>;
}
