#pragma once

#include "structure/sections_track.hpp"

namespace stratum::analysis::structure {

/// The sections of a recording and where to mix it, from its `SectionTrack` and what rhythm, harmony and loudness say
/// in the report (each may be absent: without beats, sections begin on a raster of two seconds and there are no mix
/// points).
///
/// Bars -> cues for each border -> the likeliest division (`sections_search.hpp`) -> groups that sound the same
/// (`sections_groups.hpp`) -> names (`sections_kinds.hpp`). docs/methods/structure.md has sources and figures.
/// Deterministic; thread-safe.
[[nodiscard]] Structure hear_structure(const SectionTrack& track, const Report& report);

/// Puts the curve into the structure, and its mean into each section.
void tell_vocals(Structure& structure, std::optional<VocalCurve> vocals);

/// "A" to "Z", then "AA", "AB", ...
[[nodiscard]] std::string letter_of(std::size_t group);

}  // namespace stratum::analysis::structure
