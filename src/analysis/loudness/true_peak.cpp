#include "loudness/true_peak.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stratum::analysis {
namespace {

PeakTaps design() {
    constexpr int kHalf = kPeakTaps / 2;
    constexpr double kBeta = 5.5;  // stop band 60 dB: an error of 0.1 % of what lies above 0.43 of the rate
    PeakTaps taps{};
    double bound = 0.0;
    for (int q = 0; q < 3; ++q) {
        double h[kPeakTaps];
        double sum = 0.0;
        for (int k = 0; k < kPeakTaps; ++k) {
            const double t = k - (kHalf - 1) - (q + 1) / 4.0;
            const double r = t / kHalf;
            h[k] = std::sin(std::numbers::pi * t) / (std::numbers::pi * t) *
                   std::cyl_bessel_i(0.0, kBeta * std::sqrt(1.0 - r * r)) / std::cyl_bessel_i(0.0, kBeta);
            sum += h[k];
        }
        double absolute = 0.0;
        for (int k = 0; k < kPeakTaps; ++k) {
            taps.h[q][k] = static_cast<float>(h[k] / sum);  // a constant stays what it is
            absolute += std::abs(h[k] / sum);
        }
        bound = std::max(bound, absolute);
    }
    // With room for the parabola and for rounding.
    taps.bound = static_cast<float>(bound * (1.0 + kParabolaLimit) * 1.0001);
    return taps;
}

const PeakTaps& peak_taps() {
    static const PeakTaps taps = design();
    return taps;
}

}  // namespace

TruePeak::TruePeak(dsp::SimdLevel level) : kernels_(&loudness_kernels(level)), pending_(kPeakBefore, 0.0F) {}

void TruePeak::push(std::span<const float> samples) {
    if (pending_.size() < filled_ + samples.size()) pending_.resize(filled_ + samples.size());
    std::copy(samples.begin(), samples.end(), pending_.begin() + static_cast<std::ptrdiff_t>(filled_));
    filled_ += samples.size();
    if (filled_ < kPeakBefore + kPeakBlock + kPeakAfter) return;
    const std::size_t ready = (filled_ - kPeakBefore - kPeakAfter) / kPeakBlock * kPeakBlock;
    peak_ = kernels_->true_peak(peak_taps(), pending_.data() + kPeakBefore, ready, peak_);
    std::copy(pending_.begin() + static_cast<std::ptrdiff_t>(ready),
              pending_.begin() + static_cast<std::ptrdiff_t>(filled_), pending_.begin());
    filled_ -= ready;
}

float TruePeak::finish() {
    push(std::vector<float>(kPeakBefore + kPeakBlock + kPeakAfter, 0.0F));
    return peak_;
}

}  // namespace stratum::analysis
