#pragma once

#include "structure/sections_groups.hpp"

#include <array>
#include <span>
#include <vector>

namespace stratum::analysis::structure {

/// What a section's part in the whole is told by. Levels are relative to the strongest section.
enum class KindCue : std::uint8_t {
    first_one,    ///< 1 for the first section,
    last_one,     ///< and for the last.
    place,        ///< Of its middle in the recording, 0 to 1,
    place_2,      ///< and the square of that.
    length,       ///< log2 of its bars.
    share,        ///< Of the recording's length.
    loud,         ///< Level,
    low,          ///< that below 280 Hz,
    high,         ///< that above 2.2 kHz,
    stroke,       ///< strokes,
    tonal,        ///< the tonal level,
    onsets,       ///< and onsets.
    loud_next,    ///< What follows less this one: level,
    low_next,     ///< low level,
    stroke_next,  ///< strokes.
    loud_last,    ///< And the one before less this one.
    low_last,
    stroke_last,
    rise,       ///< Level of its second half less that of its first.
    rise_high,  ///< The same above 2.2 kHz.
    repeated,   ///< 1 when another section shares its group.
    again,      ///< 1 when an earlier one does.
    machine,    ///< 1 for a steady grid. From here on the same for all sections: what music this is.
    tempo,      ///< BPM over 120, less one; 0 without.
    bass,       ///< Low less middle level of the strongest section.
    bright,     ///< High less middle level.
    drums,      ///< Strokes of the strongest section, dB.
    dense,      ///< Its onsets a second.
    first_,
};
inline constexpr std::size_t kKindCues = static_cast<std::size_t>(KindCue::first_);
using KindCues = std::array<float, kKindCues>;

[[nodiscard]] std::vector<KindCues> kind_cues(const Bars& bars, std::span<const Stretch> sections,
                                              std::span<const std::size_t> groups, const Rhythm* rhythm);

struct NamedKind {
    SectionKind kind = SectionKind::other;
    double confidence = 0.0;
};

/// Names the sections by a multinomial logit over the cues [McFadden 1974]. A recording is either a song (verse,
/// chorus, bridge) or a track (build, drop, break), whichever its sections speak for together; intro and outro belong
/// to both. A single section is `other`: it has no part in a whole.
[[nodiscard]] std::vector<NamedKind> name_sections(const Bars& bars, std::span<const Stretch> sections,
                                                   std::span<const std::size_t> groups, const Rhythm* rhythm);

}  // namespace stratum::analysis::structure
