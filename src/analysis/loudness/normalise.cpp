#include "stratum/analysis/normalise.hpp"

#include "loudness/meter.hpp"
#include "stratum/dsp/vector_ops.hpp"
#include "structure/silence.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace stratum::analysis {
namespace {

constexpr double kHighestTarget = 60.0;
constexpr double kSilence = 1e-30;  // Amplitude: what lies below could only be raised by a factor that is no float.

Result<void> check(const dsp::AudioView& audio) {
    if (audio.channels < 1 || audio.samples.size() % static_cast<std::size_t>(audio.channels) != 0)
        return error(ErrorCode::invalid_argument, "the audio must hold whole frames of at least one channel, not " +
                                                      std::to_string(audio.samples.size()) + " samples of " +
                                                      std::to_string(audio.channels));
    if (audio.rate.value() < 1000)
        return error(ErrorCode::invalid_argument, "a recording has a sample rate of at least 1 kHz, not " +
                                                      std::to_string(audio.rate.value()) + " Hz");
    return {};
}

/// A gain made from a sample that is no number would spoil all the others.
Result<void> check_numbers(const dsp::AudioView& audio) {
    const auto bad = std::ranges::find_if_not(audio.samples, [](float x) { return std::isfinite(x); });
    if (bad == audio.samples.end()) return {};
    const auto frame = (bad - audio.samples.begin()) / audio.channels;
    return error(ErrorCode::invalid_argument,
                 "the audio holds a sample that is no finite number, in frame " + std::to_string(frame),
                 "replace such samples, by 0 for example, and normalise again");
}

/// 0 for silence.
double root_mean_square(std::span<const float> samples) {
    double sum = 0.0;
    for (const float x : samples) sum += static_cast<double>(x) * x;
    return std::sqrt(sum / static_cast<double>(samples.size()));
}

Loudness meter(const dsp::AudioView& audio, bool true_peak) {
    LoudnessMeter meter{audio.rate, audio.channels, {.true_peak = true_peak}};
    meter.push(audio.samples);
    return meter.finish();
}

/// The level now, in the unit of the measure; nothing when there is none.
std::optional<double> level_of(const dsp::AudioView& audio, LevelMeasure measure, const Loudness& metered) {
    const auto in_db = [](double amplitude) -> std::optional<double> {
        if (amplitude < kSilence) return std::nullopt;
        return decibels(amplitude).value();
    };
    switch (measure) {
        case LevelMeasure::sample_peak:
            return in_db(dsp::peak(audio.samples));
        case LevelMeasure::rms:
            return in_db(root_mean_square(audio.samples));
        case LevelMeasure::true_peak:
            return metered.true_peak ? std::optional{metered.true_peak->value()} : std::nullopt;
        case LevelMeasure::loudness:
            break;
    }
    return metered.integrated ? std::optional{metered.integrated->value()} : std::nullopt;
}

}  // namespace

Result<Decibels> normalising_gain(const dsp::AudioView& audio, const NormaliseOptions& options) {
    STRATUM_TRY_VOID(check(audio));
    if (!std::isfinite(options.target) || options.target > kHighestTarget)
        return error(ErrorCode::invalid_argument, "a target level is a number of at most +60");
    if (options.true_peak_ceiling && !std::isfinite(options.true_peak_ceiling->value()))
        return error(ErrorCode::invalid_argument, "a true-peak ceiling is a number");
    if (audio.samples.empty()) return error(ErrorCode::empty, "the audio holds no samples");
    STRATUM_TRY_VOID(check_numbers(audio));

    const bool wants_true_peak = options.true_peak_ceiling || options.measure == LevelMeasure::true_peak;
    const bool wants_meter = wants_true_peak || options.measure == LevelMeasure::loudness;
    const Loudness metered = wants_meter ? meter(audio, wants_true_peak) : Loudness{};
    const auto level = level_of(audio, options.measure, metered);
    if (!level)
        return error(ErrorCode::empty,
                     options.measure == LevelMeasure::loudness
                         ? "the audio has no loudness: it is silent, below -70 LUFS, or shorter than 400 ms"
                         : "the audio is silent, so no gain brings it to a level",
                     "leave it as it is, or normalise to the peak");
    double gain = options.target - *level;
    if (options.true_peak_ceiling && metered.true_peak)
        gain = std::min(gain, options.true_peak_ceiling->value() - metered.true_peak->value());
    return Decibels{gain};
}

void apply_gain(std::span<float> samples, Decibels gain) {
    const auto factor = static_cast<float>(linear(gain));
    for (float& x : samples) x *= factor;
}

Result<Decibels> normalise(std::span<float> samples, int channels, SampleRate rate, const NormaliseOptions& options) {
    STRATUM_TRY(const Decibels gain, normalising_gain({samples, channels, rate}, options));
    apply_gain(samples, gain);
    return gain;
}

Result<FrameRange> trim_silence(const dsp::AudioView& audio, const TrimOptions& options) {
    STRATUM_TRY_VOID(check(audio));
    if (!(options.threshold <= Decibels{0.0}) || !std::isfinite(options.threshold.value()))
        return error(ErrorCode::invalid_argument, "the threshold of silence is a number at or below 0 dBFS");
    if (!(options.keep_before >= Seconds{0.0}) || !(options.keep_after >= Seconds{0.0}))
        return error(ErrorCode::invalid_argument, "silence that is kept has no negative length");
    SilenceDetector detector{audio.rate, audio.channels, options.threshold};
    detector.push(audio.samples);
    const auto [begin, end] = detector.sound();
    if (begin == end) return FrameRange{};
    // Margins longer than the recording are cut to it before they become frames.
    const auto frames_of = [&](Seconds margin) {
        return std::llround(std::min(margin, audio.duration()).value() * audio.rate.value());
    };
    return FrameRange{std::max<std::int64_t>(0, begin - frames_of(options.keep_before)),
                      std::min<std::int64_t>(audio.frames(), end + frames_of(options.keep_after))};
}

}  // namespace stratum::analysis
