#include "pitch/voicing.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr float kBias = 4.7F;
constexpr float kDifference = -6.8F;  // For the root of the least normalised difference.
constexpr float kBelow = -0.155F;     // For each dB below the loudest frames around,
constexpr float kMostBelow = 40.0F;   // up to here.
constexpr float kFloor = -65.0F;      // dB: below, nothing is taken for a pitch.

}  // namespace

float voicing_of(const VoicingEvidence& e) {
    if (e.level < kFloor) return 0.01F;
    const float x = kBias + kDifference * std::sqrt(e.difference) + kBelow * std::min(e.below_loudest, kMostBelow);
    return std::clamp(1.0F / (1.0F + std::exp(-x)), 0.005F, 0.995F);
}

}  // namespace stratum::analysis
