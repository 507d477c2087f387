#pragma once

#include "frontend/analyser.hpp"
#include "stratum/analysis/report.hpp"

#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// Frames of the shared spectrum a second; every curve of this room has that rate.
inline constexpr double kFrameRate = static_cast<double>(kMonoRate.value()) / kSpectrumHop;

/// How far the peak of an onset curve lies from the moment at which a listener places the onset: the time of a curve's
/// peak plus this is the time of the event. Measured on synthetic clicks and drum strokes, see docs/methods/rhythm.md.
inline constexpr Seconds kOnsetLatency{0.003};

/// What one of the curves listens to.
enum class Band : std::uint8_t { full, low, mid, high, punch };
inline constexpr std::size_t kBands = 5;

/// Onset strength over time: how much louder the bands of a log-compressed spectrum become from frame to frame
/// [Böck and Widmer 2013, SuperFlux], over everything and apart for what a drummer plays with the foot (below 160 Hz),
/// the snare (160 Hz to 4 kHz) and the cymbals (above). Frame n is centred on n / kFrameRate seconds.
struct OnsetCurves {
    std::array<std::vector<float>, kBands> strength;  ///< As heard, not negative.

    /// Average colour of each `kColourHop` frames: `kColours` values, first the bass bins, then 12 pitch classes.
    std::vector<float> colour;
    static constexpr int kColourHop = 8;
    static constexpr std::size_t kBassColours = 8;
    static constexpr std::size_t kColours = kBassColours + 12;

    double loudest = 0.0;    ///< Largest magnitude of any bin, 1 for a full-scale sine.
    std::int64_t first = 0;  ///< First frame that is audible (above -60 dB of the loudest), and
    std::int64_t last = -1;  ///< the last one; before `first` when nothing is.

    [[nodiscard]] std::size_t frames() const { return strength[0].size(); }
    [[nodiscard]] const std::vector<float>& of(Band band) const { return strength[static_cast<std::size_t>(band)]; }
};

/// Collects the curves frame by frame. About 2.6 kB a second of audio.
class OnsetDetector {
  public:
    OnsetDetector();
    void hear(const dsp::SpectrumFrame& frame);
    /// Leaves the detector empty.
    [[nodiscard]] OnsetCurves finish();

  private:
    struct Limits {
        std::uint16_t begin, end;
    };
    std::vector<Limits> bands_;
    std::array<std::size_t, 2> splits_{};  ///< Index of the first band of `mid`, of `high`.
    std::vector<float> weights_;           ///< 1 / bins of each band.
    std::array<std::vector<float>, 3> history_;
    std::array<float, 3> bass_{};
    std::vector<float> peak_;  ///< Loudest bin of each frame, to find the ends.
    std::array<float, OnsetCurves::kColours> colour_{};
    int coloured_ = 0;
    std::vector<std::int8_t> pitch_class_;
    OnsetCurves curves_;
};

/// A curve made ready for finding periods: less its mean over a second around, nothing negative, and divided by its own
/// strength over some seconds around, so that quiet parts count as loud ones do.
[[nodiscard]] std::vector<float> levelled(std::span<const float> curve);

/// The moments at which something begins. `strength` is relative to the strongest.
[[nodiscard]] std::vector<Onset> pick_onsets(const OnsetCurves& curves);

}  // namespace stratum::analysis::rhythm
