#pragma once

#include "pitch/salience.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace stratum::analysis {

/// How many salience peaks of a frame are looked at closely.
inline constexpr std::size_t kLinePeaks = 12;
inline constexpr std::size_t kLineFeatures = 34;

using LineFeatureRow = std::array<float, kLineFeatures>;

/// What speaks for and against a pitch being that of the line one looks for: how strong its harmonics are and what lies
/// between them, how salient it is among the others, how long it has sounded, how it moved, in which register it lies.
/// Looks at a frame and the half second before it; numbers are of the order of 1.
class LineFeatures {
  public:
    LineFeatures(double bin_hz, std::size_t bins, const PitchSalience& axis);

    /// One row for each peak. To be called for every frame in order.
    void of(std::span<const float> magnitude, std::span<const float> salience, std::span<const SaliencePeak> peaks,
            std::span<LineFeatureRow> out);

  private:
    static constexpr std::size_t kPast = 24;
    [[nodiscard]] float strength(std::span<const float> magnitude, double hertz) const;

    double bin_hz_;
    double lowest_note_;
    std::vector<std::vector<float>> salience_;  ///< Of the last kPast frames, a ring.
    std::vector<std::vector<float>> magnitude_;
    std::array<float, kPast> strongest_{};
    std::vector<SaliencePeak> before_;
    std::size_t frame_ = 0;
    float loudest_ = 1e-6F;
};

}  // namespace stratum::analysis
