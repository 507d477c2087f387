#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/dsp/audio_view.hpp"

#include <cstdint>
#include <optional>
#include <span>

/// Bringing audio to a level, and cutting the silence off its ends. All functions are thread-safe and allocate a
/// little.
namespace stratum::analysis {

/// What a recording is to be brought to.
enum class LevelMeasure : std::uint8_t {
    sample_peak,  ///< dBFS: the largest sample.
    true_peak,    ///< dBTP: the largest value of the signal between the samples too (ITU-R BS.1770-5, annex 2).
    rms,       ///< dBFS: root mean square over all samples and channels; a full-scale square wave has 0, a sine -3.01.
    loudness,  ///< LUFS: integrated loudness (ITU-R BS.1770-5, EBU R 128).
};

struct NormaliseOptions {
    LevelMeasure measure = LevelMeasure::loudness;
    /// In the unit of the measure.
    double target = -18.0;
    /// The gain is made smaller where the true peak would otherwise pass this (dBTP). R 128 broadcasts at -1.
    std::optional<Decibels> true_peak_ceiling;
};

/// The gain that brings `audio` to the target, less where the ceiling asks for less. The audio stays as it is.
/// Errors: `invalid_argument` for no channels, parts of frames, a rate below 1 kHz, or a target that is no number or
/// above +60; `empty` when there are no samples or nothing that could be measured (silence; for loudness also less than
/// 400 ms, or all below -70 LUFS), `invalid_argument` also for samples that are no finite numbers.
[[nodiscard]] STRATUM_EXPORT Result<Decibels> normalising_gain(const dsp::AudioView& audio,
                                                               const NormaliseOptions& options);

/// Multiplies every sample. Nothing is clipped: values beyond full scale stay as they come out.
STRATUM_EXPORT void apply_gain(std::span<float> samples, Decibels gain);

/// Both in one: changes the interleaved `samples` in place and returns the gain applied. Errors: those of
/// `normalising_gain`; then the samples are untouched.
STRATUM_EXPORT Result<Decibels> normalise(std::span<float> samples, int channels, SampleRate rate,
                                          const NormaliseOptions& options);

struct TrimOptions {
    Decibels threshold{-60.0};  ///< dBFS: below it is silence.
    Seconds keep_before{0.0};   ///< Of the silence, this much stays in front of the sound,
    Seconds keep_after{0.0};    ///< and this much behind it.
};

/// Frames from `begin` to before `end`.
struct FrameRange {
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

/// The part of `audio` that is left when silence is cut off both ends. Single clicks in the silence do not count as
/// sound: sound is what has four milliseconds above the threshold within fifty, and begins and ends with the first and
/// last sample there. Silence throughout gives an empty range. Errors: `invalid_argument` for no channels, parts of
/// frames, a rate below 1 kHz, a threshold that is no number or above 0 dBFS, or negative margins. Samples
/// that are no numbers count as silence.
[[nodiscard]] STRATUM_EXPORT Result<FrameRange> trim_silence(const dsp::AudioView& audio,
                                                             const TrimOptions& options = {});

}  // namespace stratum::analysis
