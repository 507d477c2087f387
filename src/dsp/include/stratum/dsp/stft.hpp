#pragma once

#include "stratum/dsp/fft.hpp"

#include <complex>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace stratum::dsp {

/// One frame of a short-time Fourier transform. The spans live until the callback returns.
struct SpectrumFrame {
    std::int64_t index = 0;                     ///< Frame n is centred on sample n * hop of the stream.
    std::span<const std::complex<float>> bins;  ///< size/2 + 1 values.
    std::span<const float> magnitude;           ///< |bins|, scaled so that a full-scale sine shows 1 at its peak.
};

/// Cuts a stream into overlapping Hann-windowed frames, centred on multiples of the hop, and transforms each.
///
/// The signal is taken as zero before its start and after its end; frames are made for every centre from 0 up to the
/// last sample. The result does not depend on how the stream is cut into pushes.
class STRATUM_EXPORT Stft {
  public:
    using Sink = std::function<void(const SpectrumFrame&)>;
    struct Options {
        int size = 1024;  ///< Samples in a window; a power of two.
        int hop = 256;    ///< Samples between centres, 1 to `size`.
        SimdLevel level = simd_level();
    };
    Stft(Options options, Sink sink);

    void push(std::span<const float> samples);
    void finish();

  private:
    void emit();

    Options options_;
    Sink sink_;
    RealFft fft_;
    std::vector<float> window_;
    std::vector<float> pending_;  ///< Samples from `pending_start_` on that later frames need.
    std::int64_t pending_start_;
    std::int64_t seen_ = 0;
    std::int64_t next_frame_ = 0;
    std::vector<float> frame_;
    std::vector<std::complex<float>> bins_;
    std::vector<float> magnitude_;
};

}  // namespace stratum::dsp
