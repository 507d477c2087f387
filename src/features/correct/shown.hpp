#pragma once

#include "stratum/analysis/report.hpp"
#include "stratum/library/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace stratum::correct {

/// The little of a report that says what a correction does.
struct Shown {
    std::optional<Bpm> bpm;
    std::vector<analysis::GridRegion> regions;
    std::optional<Seconds> first_beat;
    std::optional<Seconds> first_downbeat;
    std::optional<Seconds> from;                 ///< Where the change begins, if not at the start,
    std::optional<Seconds> downbeat_from_there;  ///< and the first downbeat that it may move.
    std::optional<int> beats_per_bar;
    std::optional<analysis::Key> key;
    std::vector<analysis::KeySpan> keys;
};
template <class V>
void describe(V& v, Shown& x) {
    v.field("bpm", x.bpm);
    v.field("regions", x.regions);
    v.field("first_beat", x.first_beat);
    v.field("first_downbeat", x.first_downbeat);
    v.field("downbeat_from_there", x.downbeat_from_there);
    v.field("beats_per_bar", x.beats_per_bar);
    v.field("key", x.key);
    v.field("key_over_time", x.keys);
}

[[nodiscard]] Shown shown(const analysis::Report& report, std::optional<Seconds> from = {});

/// "87.00 BPM -> 174.00 BPM, first downbeat 0:00.500 -> 0:00.845, A minor -> C major": what differs. Where nothing
/// does, what stands now.
[[nodiscard]] std::string difference(const Shown& before, const Shown& after);

/// "Artist - Title", or the name of the file.
[[nodiscard]] std::string name_of_track(const library::TrackView& track);

}  // namespace stratum::correct
