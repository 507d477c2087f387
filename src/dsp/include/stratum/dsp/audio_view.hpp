#pragma once

#include "stratum/base/units.hpp"

#include <cstdint>
#include <span>

namespace stratum::dsp {

/// Interleaved samples that somebody else owns: frame 0 channel 0, frame 0 channel 1, ... Full scale is -1 to 1; values
/// beyond are kept. `samples.size()` is a multiple of `channels`.
struct AudioView {
    std::span<const float> samples;
    int channels = 1;
    SampleRate rate{44100};

    [[nodiscard]] std::int64_t frames() const { return static_cast<std::int64_t>(samples.size()) / channels; }
    [[nodiscard]] Seconds duration() const { return duration_of(frames(), rate); }
};

}  // namespace stratum::dsp
