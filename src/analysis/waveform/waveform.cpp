#include "waveform/waveform.hpp"

#include "frontend/registry.hpp"
#include "stratum/dsp/vector_ops.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr int kHopsPerStep = 2;
constexpr double kBinHertz = static_cast<double>(kMonoRate.value()) / kSpectrumSize;
// First bins of the middle and the high band; the crossovers lie half a bin below.
constexpr std::size_t kFirstMid = 10;
constexpr std::size_t kFirstHigh = 117;
constexpr Hertz kLowMid{(kFirstMid - 0.5) * kBinHertz};
constexpr Hertz kMidHigh{(kFirstHigh - 0.5) * kBinHertz};
static_assert(kLowMid > Hertz{190.0} && kLowMid < Hertz{210.0});
static_assert(kMidHigh > Hertz{2490.0} && kMidHigh < Hertz{2510.0});

/// The squares of a sine's main lobe under a Hann window (1/2, 1, 1/2) add up to this.
constexpr float kLobeEnergy = 1.5F;

std::uint8_t to_byte(float x) { return static_cast<std::uint8_t>(std::lround(255.0F * std::clamp(x, 0.0F, 1.0F))); }

float energy_of(std::span<const float> magnitude) {
    // Four sums side by side, which also keeps the compiler's hands free.
    float sums[4] = {};
    std::size_t k = 0;
    for (; k + 4 <= magnitude.size(); k += 4)
        for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += magnitude[k + lane] * magnitude[k + lane];
    for (; k < magnitude.size(); ++k) sums[0] += magnitude[k] * magnitude[k];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

WaveformAnalyser::WaveformAnalyser(const StreamInfo& info) : info_(info), end_of_step_(step_end(0)) {}

/// Steps end on the source frame nearest below their time, so that odd rates do not drift.
std::int64_t WaveformAnalyser::step_end(std::size_t step) const {
    return static_cast<std::int64_t>(step + 1) * kHopsPerStep * kSpectrumHop * info_.rate.value() / kMonoRate.value();
}

void WaveformAnalyser::source(const dsp::AudioView& block) {
    const auto channels = static_cast<std::size_t>(info_.channels);
    std::span<const float> rest = block.samples;
    while (!rest.empty()) {
        const auto left = static_cast<std::size_t>(end_of_step_ - frames_);
        const std::size_t take = std::min(left, rest.size() / channels);
        peak_ = std::max(peak_, dsp::peak(rest.first(take * channels)));
        rest = rest.subspan(take * channels);
        frames_ += static_cast<std::int64_t>(take);
        if (frames_ < end_of_step_) break;
        peaks_.push_back(to_byte(peak_));
        peak_ = 0.0F;
        end_of_step_ = step_end(peaks_.size());
    }
}

void WaveformAnalyser::spectrum(const dsp::SpectrumFrame& frame) {
    const auto step = static_cast<std::size_t>(frame.index / kHopsPerStep);
    // The constant part is not heard.
    const std::span<const float> parts[3] = {frame.magnitude.subspan(1, kFirstMid - 1),
                                             frame.magnitude.subspan(kFirstMid, kFirstHigh - kFirstMid),
                                             frame.magnitude.subspan(kFirstHigh)};
    for (int b = 0; b < 3; ++b) {
        if (bands_[b].size() <= step) bands_[b].resize(step + 1, 0);
        const float amplitude = std::sqrt(energy_of(parts[b]) / kLobeEnergy);
        bands_[b][step] = std::max(bands_[b][step], to_byte(std::sqrt(amplitude)));
    }
}

void WaveformAnalyser::finish(Report& report) {
    if (frames_ > (peaks_.empty() ? 0 : step_end(peaks_.size() - 1))) peaks_.push_back(to_byte(peak_));
    Waveform out;
    out.hop = duration_of(kHopsPerStep * kSpectrumHop, kMonoRate);
    out.low_mid = kLowMid;
    out.mid_high = kMidHigh;
    // Rounding of lengths between the rates may leave the bands one step short or long.
    for (auto& band : bands_) band.resize(peaks_.size(), 0);
    out.peak = std::move(peaks_);
    out.low = std::move(bands_[0]);
    out.mid = std::move(bands_[1]);
    out.high = std::move(bands_[2]);
    report.waveform = std::move(out);
}

std::unique_ptr<Analyser> make_waveform_analyser(const StreamInfo& info) {
    return std::make_unique<WaveformAnalyser>(info);
}

}  // namespace stratum::analysis
