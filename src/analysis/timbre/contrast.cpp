#include "timbre/contrast.hpp"

#include "timbre/spectral_shape.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr double kShare = 0.2;   // of a band's bins counts as its peak or valley
constexpr float kLeast = 1e-6F;  // -120 dBFS: below lies rounding

}  // namespace

SpectralContrast::SpectralContrast() : sorted_(kSpectrumBins) {
    for (std::size_t b = 0; b < border_.size(); ++b)
        border_[b] = static_cast<std::size_t>(std::ceil(kContrastBorders[b] / kSpectrumBinHz));
    border_[0] = 1;  // direct current is no sound
}

std::array<float, kContrastBands> SpectralContrast::operator()(std::span<const float> magnitude) {
    std::array<float, kContrastBands> out{};
    for (std::size_t b = 0; b < kContrastBands; ++b) {
        const std::size_t size = border_[b + 1] - border_[b];
        const auto take = static_cast<std::ptrdiff_t>(std::max(1.0, std::round(kShare * static_cast<double>(size))));
        const auto begin = sorted_.begin();
        const auto end = begin + static_cast<std::ptrdiff_t>(size);
        std::copy_n(magnitude.begin() + static_cast<std::ptrdiff_t>(border_[b]), size, begin);
        std::nth_element(begin, begin + take, end);
        std::nth_element(begin + take, end - take, end);
        float low = 0.0F;
        float high = 0.0F;
        for (auto it = begin; it != begin + take; ++it) low += *it;
        for (auto it = end - take; it != end; ++it) high += *it;
        const auto count = static_cast<float>(take);
        out[b] = 20.0F * std::log10(std::max(high / count, kLeast) / std::max(low / count, kLeast));
    }
    return out;
}

}  // namespace stratum::analysis
