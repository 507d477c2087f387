#pragma once

#include "pitch/candidates.hpp"
#include "pitch/difference.hpp"
#include "pitch/path.hpp"
#include "pitch/voicing.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace stratum::analysis {

inline constexpr int kPitchRate = 22050;    ///< What the tracker hears.
inline constexpr int kPitchFrameHop = 128;  ///< 5.8 ms.

/// Cuts a stream at kPitchRate into frames and judges each: candidates, level, voicing. Frame n is centred on sample
/// n * kPitchFrameHop; what lies outside the stream is silence. The result does not depend on how it is pushed.
class PitchFrames {
  public:
    using Sink = std::function<void(const PitchFrame&, const VoicingEvidence&)>;
    PitchFrames(double lowest_hz, double highest_hz, Sink sink);
    void push(std::span<const float> samples);
    void finish();

  private:
    void emit();

    Sink sink_;
    DifferenceFunction difference_;
    int shortest_;
    std::vector<float> pending_;
    std::int64_t pending_start_;
    std::int64_t seen_ = 0;
    std::int64_t next_ = 0;
    LoudestLevel loudest_;
};

}  // namespace stratum::analysis
