#pragma once

#include "structure/sections_groups.hpp"
#include "structure/sections_search.hpp"

#include <optional>
#include <span>
#include <vector>

namespace stratum::analysis::structure {

/// Which bars have notes in the register where voices and leads lie (250 Hz to 4 kHz): the tonal level comes within
/// 16 dB of that of the bar at the 90th percentile. Tells notes from drums and bass, not voices from other notes.
[[nodiscard]] std::vector<bool> bars_with_notes(const Bars& bars);

/// The first downbeat from which a multiple of four bars leads to the second section: the next recording's beats are
/// there, and its phrase ends where the music changes. Absent without downbeats, with one section only,
/// and where that border lies behind the middle of the recording: that is no intro. `trust` is the chance that the
/// downbeats are right.
[[nodiscard]] std::optional<MixPoint> mix_in_of(const Bars& bars, std::span<const Stretch> sections,
                                                std::span<const Border> borders, const std::vector<bool>& notes,
                                                double trust);
/// Where the last section begins, or an earlier one where less than four bars (two in short recordings) would be left.
/// Absent likewise, and where that lies before the middle.
[[nodiscard]] std::optional<MixPoint> mix_out_of(const Bars& bars, std::span<const Stretch> sections,
                                                 std::span<const Border> borders, const std::vector<bool>& notes,
                                                 double trust);

}  // namespace stratum::analysis::structure
