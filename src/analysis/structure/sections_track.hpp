#pragma once

#include "frontend/analyser.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace stratum::analysis::structure {

/// What the search for sections needs of a recording, small enough to keep for ten hours (300 bytes a second, 11 MB):
/// every 93 ms the levels of 24 bands and how tonal the middle register is.
struct SectionTrack {
    static constexpr std::size_t kBands = 24;  ///< 21.5 Hz to 11 kHz; single bins at the bottom, then three an octave.
    static constexpr std::int64_t kHop = 8;    ///< Frames of the shared spectrum; two of them are looked at.

    /// kBands values a frame, and in `tonal` one: half decibels above -100 dB re a full-scale sine.
    std::vector<std::uint8_t> level;
    std::vector<std::uint8_t> tonal;

    [[nodiscard]] std::size_t frames() const { return tonal.size(); }
    [[nodiscard]] static double decibels(std::uint8_t code) { return 0.5 * code - 100.0; }
    /// Of the middle of a frame and between neighbours.
    [[nodiscard]] static double time_of(std::size_t frame) { return (static_cast<double>(frame) + 0.25) * hop(); }
    [[nodiscard]] static double hop() {
        return static_cast<double>(kHop * kSpectrumHop) / static_cast<double>(kMonoRate.value());
    }
};

/// Makes a `SectionTrack` of the shared spectrum. The tonal level is the power of the bands from 250 Hz to 4 kHz, each
/// counted by how far its energy gathers in few bins: noise has (mean magnitude)^2 = pi/4 of its mean square, a tone
/// much less [the idea of spectral crest, Peeters 2004, as a ratio of norms].
class SectionListener {
  public:
    SectionListener();
    void hear(const dsp::SpectrumFrame& frame);
    /// Leaves the listener empty.
    [[nodiscard]] SectionTrack finish();

  private:
    void keep();

    std::array<std::uint16_t, SectionTrack::kBands + 1> edges_{};
    std::array<float, SectionTrack::kBands> power_{};
    float tonal_ = 0.0F;
    int heard_ = 0;
    SectionTrack track_;
};

}  // namespace stratum::analysis::structure
