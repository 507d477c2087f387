#pragma once

#include "structure/sections_track.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace stratum::analysis::structure {

/// On what the borders of sections may lie.
enum class Unit : std::uint8_t {
    downbeat,  ///< Bars as rhythm heard them, carried on to both ends of the sound.
    beat,      ///< Four beats each, where no metre was heard.
    time,      ///< Two seconds each, where there are no beats.
};

/// What one bar sounds like.
struct Bar {
    double start = 0.0;  ///< Seconds.
    double end = 0.0;
    std::array<float, SectionTrack::kBands> level{};   ///< Mean level, dB.
    std::array<float, SectionTrack::kBands> stroke{};  ///< Mean rise and fall from frame to frame, dB: drums.
    std::array<float, 12> chroma{};                    ///< Of length 1, or all 0.
    float loud = 0.0F;                                 ///< Level of all bands together, dB.
    float tonal = 0.0F;                                ///< Tonal level of the middle register, dB.
    float onsets = 0.0F;                               ///< A second, those of at least a tenth of the strongest.
};

struct Bars {
    Unit unit = Unit::time;
    bool begins_on_mark = false;  ///< The first bar begins on a downbeat or beat, not with part of a bar.
    std::vector<Bar> bars;
    [[nodiscard]] std::size_t size() const { return bars.size(); }
};

/// Bars more than this are put together by two, four, ...: 11 hours of bars of two seconds.
inline constexpr std::size_t kMostBars = 20000;

/// Cuts a recording into bars and gathers what each sounds like, from the track, and from the chromagram, beats and
/// onsets of the report. Empty when nothing is audible.
[[nodiscard]] Bars gather_bars(const SectionTrack& track, const Report& report);

}  // namespace stratum::analysis::structure
