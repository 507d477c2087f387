#pragma once

#include "loudness/loudness_kernels.hpp"
#include "loudness/true_peak.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/base/units.hpp"
#include "stratum/dsp/audio_view.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace stratum::analysis {

/// How much each channel counts for loudness (BS.1770-5, table 4): front 1, low-frequency effects 0, between 60 and 120
/// degrees to the side 1.41, elsewhere 1.
///
/// Channels are taken in the order of WAVE files, which ffmpeg hands out too:
///   1 C | 2 L R | 3 L R C | 4 L R Ls Rs | 5 L R C Ls Rs | 6 L R C LFE Ls Rs (5.1) | 7 L R C LFE Cs Ls Rs (6.1)
///   8 L R C LFE Lb Rb Ls Rs (7.1: the rear pair stands behind 120 degrees and counts 1)
/// More channels than eight count 1 each: their order is nobody's custom. A mask of as many bits as channels goes
/// before all that (WAVE: bit 3 low frequencies, 4 and 5 back, 9 and 10 side): a lone back pair stands where the side
/// would.
[[nodiscard]] std::vector<double> channel_weights(int channels, std::uint32_t mask = 0);

/// A loudness meter after ITU-R BS.1770-5, EBU R 128, Tech 3341 and Tech 3342, for one recording, as a stream.
///
/// The result does not depend on how the recording is cut into pushes. Memory: 8 bytes for each 100 ms (3 MB for ten
/// hours). Not thread-safe; objects are independent.
class LoudnessMeter {
  public:
    struct Options {
        bool true_peak = true;  ///< The dearer half of the work.
        std::uint32_t channel_mask = 0;
        dsp::SimdLevel level = dsp::simd_level();
    };
    /// `rate` at least 1 kHz and `channels` at least 1, as the front end checks.
    LoudnessMeter(SampleRate rate, int channels, Options options);
    LoudnessMeter(SampleRate rate, int channels) : LoudnessMeter(rate, channels, Options{}) {}

    /// Interleaved, whole frames.
    void push(std::span<const float> interleaved);
    /// Call once, last.
    [[nodiscard]] Loudness finish();

  private:
    void block(std::span<const float> interleaved);
    void weigh(std::size_t frames);
    void end_step();

    SampleRate rate_;
    int channels_;
    Options options_;
    std::vector<double> weights_;
    const LoudnessKernels* kernels_;
    WeightingCoefficients coefficients_;
    std::vector<WeightingState> pairs_;       ///< Of channels 0 and 1, 2 and 3, ...
    std::vector<std::vector<float>> planes_;  ///< One channel of the block each.
    std::vector<TruePeak> true_peaks_;
    float sample_peak_ = 0.0F;

    std::int64_t weighed_ = -kWeightingDelay;  ///< Frames whose energy is in.
    std::int64_t step_start_ = 0;
    std::int64_t step_end_;
    std::vector<double> powers_;  ///< Weighted mean square of each 100 ms.
};

}  // namespace stratum::analysis
