#include "guard.hpp"
#include "stratum/analysis/normalise.hpp"

#include <cmath>
#include <cstdint>

using namespace stratum;
using namespace stratum::capi;

namespace {

static_assert(static_cast<int>(analysis::LevelMeasure::sample_peak) == STRATUM_SAMPLE_PEAK);
static_assert(static_cast<int>(analysis::LevelMeasure::true_peak) == STRATUM_TRUE_PEAK);
static_assert(static_cast<int>(analysis::LevelMeasure::rms) == STRATUM_RMS);
static_assert(static_cast<int>(analysis::LevelMeasure::loudness) == STRATUM_LUFS);

/// The number of samples, after everything that could make it a lie.
Result<std::size_t> sample_count(const float* samples, std::size_t frames, std::int32_t channels) {
    if (samples == nullptr && frames > 0) return null_argument("samples");
    if (channels < 1 || channels > 64) return error(ErrorCode::invalid_argument, "audio has 1 to 64 channels");
    if (frames > PTRDIFF_MAX / sizeof(float) / static_cast<std::size_t>(channels))
        return error(ErrorCode::invalid_argument, "no memory holds that many frames");
    return frames * static_cast<std::size_t>(channels);
}

}  // namespace

stratum_code stratum_normalise(float* samples, size_t frames, int32_t channels, int32_t rate, stratum_measure measure,
                               double target, double ceiling_dbtp, double* gain_db, stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        STRATUM_TRY(const std::size_t count, sample_count(samples, frames, channels));
        if (measure < STRATUM_SAMPLE_PEAK || measure > STRATUM_LUFS)
            return error(ErrorCode::invalid_argument, "this is no measure of level", "see stratum_measure");
        analysis::NormaliseOptions options;
        options.measure = static_cast<analysis::LevelMeasure>(measure);
        options.target = target;
        if (!std::isnan(ceiling_dbtp)) options.true_peak_ceiling = Decibels{ceiling_dbtp};
        STRATUM_TRY(const Decibels gain, analysis::normalise({samples, count}, channels, SampleRate{rate}, options));
        if (gain_db != nullptr) *gain_db = gain.value();
        return {};
    });
}

stratum_code stratum_trim_silence(const float* samples, size_t frames, int32_t channels, int32_t rate,
                                  double threshold_dbfs, size_t* begin, size_t* end, stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (begin == nullptr || end == nullptr) return null_argument("begin and end");
        STRATUM_TRY(const std::size_t count, sample_count(samples, frames, channels));
        analysis::TrimOptions options;
        options.threshold = Decibels{threshold_dbfs};
        STRATUM_TRY(const auto range, analysis::trim_silence({{samples, count}, channels, SampleRate{rate}}, options));
        *begin = static_cast<size_t>(range.begin);
        *end = static_cast<size_t>(range.end);
        return {};
    });
}
