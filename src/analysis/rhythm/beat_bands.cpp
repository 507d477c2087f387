#include "rhythm/beat_bands.hpp"

#include "rhythm/log1p_fast.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::rhythm {
namespace {

constexpr std::size_t kSingleBins = 16;  // 21.5 Hz to 345 Hz.
constexpr double kTopBin = 489.0;        // 10.5 kHz, exclusive.
constexpr float kCompression = 3000.0F;

}  // namespace

BeatBands::BeatBands() {
    constexpr double kFirst = kSingleBins + 1.0;
    for (std::size_t band = 0; band <= kBands; ++band) {
        if (band <= kSingleBins) {
            edges_[band] = static_cast<std::uint16_t>(band + 1);
            continue;
        }
        const double share = static_cast<double>(band - kSingleBins) / static_cast<double>(kBands - kSingleBins);
        const double edge = kFirst * std::pow(kTopBin / kFirst, share);
        edges_[band] = static_cast<std::uint16_t>(std::max<double>(std::round(edge), edges_[band - 1] + 1.0));
    }
    for (std::size_t band = 0; band < kBands; ++band)
        scale_[band] = kCompression / static_cast<float>(edges_[band + 1] - edges_[band]);
}

void BeatBands::hear(const dsp::SpectrumFrame& frame) {
    for (std::size_t band = 0; band < kBands; ++band) {
        float sum = 0.0F;
        for (std::size_t bin = edges_[band]; bin < edges_[band + 1]; ++bin) sum += frame.magnitude[bin];
        values_.push_back(log1p_fast(sum * scale_[band]));
    }
    ++frames_;
}

void BeatBands::forget(std::size_t steps) {
    const std::size_t gone = std::min(steps, count());
    values_.erase(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(gone * kStepSize));
    frames_ -= gone * kFramesPerStep;
}

}  // namespace stratum::analysis::rhythm
