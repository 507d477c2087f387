#include "vocals/vocal_signs.hpp"

#include "frontend/analyser.hpp"
#include "rhythm/beat_bands.hpp"
#include "vocals/vocal_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

namespace stratum::analysis::vocals {
namespace {

constexpr std::size_t kLow = 16;  // The bands that are looked at: 345 Hz to 7 kHz.
constexpr std::size_t kHigh = 66;
constexpr std::array<std::pair<std::size_t, std::size_t>, 3> kGroups{{{20, 36}, {32, 50}, {46, 64}}};
constexpr double kFrame = 2.0 * kSpectrumHop / static_cast<double>(kMonoRate.value());
constexpr float kNothing = 0.05F;  // log(1 + 3000 m): below it in every band there is no sound.
constexpr float kSilent = -std::numeric_limits<float>::infinity();

float mean(std::span<const float> x) {
    return std::accumulate(x.begin(), x.end(), 0.0F) / static_cast<float>(x.size());
}

/// The correlation of two spectra, each about its own mean.
float likeness(std::span<const float> a, std::span<const float> b) {
    const float mean_a = mean(a);
    const float mean_b = mean(b);
    float ab = 0.0F;
    float aa = 0.0F;
    float bb = 0.0F;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const float x = a[i] - mean_a;
        const float y = b[i] - mean_b;
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    return ab / ((std::sqrt(aa) + 1e-3F) * (std::sqrt(bb) + 1e-3F));
}

}  // namespace

void VocalSigns::hear(std::span<const float> bands) {
    static_assert(kBands == rhythm::BeatBands::kBands);
    static const auto kCosines = [] {
        std::array<std::array<float, kHigh - kLow>, kCurves> table{};
        for (std::size_t k = 0; k < kCurves; ++k)
            for (std::size_t i = 0; i < table[k].size(); ++i)
                table[k][i] = static_cast<float>(std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) *
                                                          static_cast<double>(k + 1) / (kHigh - kLow)) /
                                                 (kHigh - kLow));
        return table;
    }();
    while (logits_.size() < static_cast<std::size_t>(static_cast<double>(frames_) * kFrame)) close_second();
    Bands here;
    std::ranges::copy(bands.first(kBands), here.begin());
    if (frames_ == 0) before_ = {here, here};
    const std::span<const float> middle{here.data() + kLow, kHigh - kLow};
    std::array<float, kValues> values{};
    std::array<float, kCurves> shape{};
    for (std::size_t k = 0; k < kCurves; ++k) {
        shape[k] = std::inner_product(middle.begin(), middle.end(), kCosines[k].begin(), 0.0F);
        values[k] = shape[k];
    }
    if (frames_ == 0) shape_ = shape;
    for (std::size_t k = 0; k < 4; ++k) values[8 + k] = std::abs(shape[k] - shape_[k]);
    for (std::size_t k = 0; k < kGroups.size(); ++k) {
        const auto [from, to] = kGroups[k];
        const std::span<const float> now{here.data() + from, to - from};
        const auto then = [&](std::size_t at) { return std::span<const float>{before_[1].data() + at, to - from}; };
        const float moved = std::max(likeness(now, then(from - 1)), likeness(now, then(from + 1)));
        values[12 + k] = std::max(0.0F, moved - likeness(now, then(from)));
    }
    for (std::size_t i = 1; i + 1 < middle.size(); ++i)
        values[15] +=
            std::abs(middle[i + 1] - 2.0F * middle[i] + middle[i - 1]) / static_cast<float>(middle.size() - 2);
    for (std::size_t i = 0; i < middle.size(); ++i)
        values[16] += std::max(0.0F, middle[i] - before_[0][kLow + i]) / static_cast<float>(middle.size());
    const float level = mean(middle);
    values[17] = mean(std::span{here}.first(kLow)) - level;
    values[18] = mean(std::span{here}.subspan(kHigh)) - level;
    for (std::size_t k = 0; k < kValues; ++k) sums_[k] += static_cast<double>(values[k]);
    for (std::size_t k = 0; k < kCurves; ++k)
        squares_[k] += static_cast<double>(shape[k]) * static_cast<double>(shape[k]);
    sound_ |= std::ranges::any_of(here, [](float x) { return x > kNothing; });
    before_ = {here, before_[0]};
    shape_ = shape;
    ++frames_;
    ++here_;
}

void VocalSigns::close_second() {
    double logit = kSignsBias;
    const double count = static_cast<double>(std::max<std::size_t>(1, here_));
    for (std::size_t k = 0; k < kValues; ++k) logit += kSignsWeights[k] * sums_[k] / count;
    for (std::size_t k = 0; k < kCurves; ++k) {
        const double centre = sums_[k] / count;
        const double spread = std::sqrt(std::max(0.0, squares_[k] / count - centre * centre));
        logit += kSignsWeights[kValues + k] * std::log(spread + 0.01);
    }
    logits_.push_back(sound_ ? static_cast<float>(logit) : kSilent);
    sums_ = {};
    squares_ = {};
    here_ = 0;
    sound_ = false;
}

std::vector<std::uint8_t> VocalSigns::finish() {
    if (here_ > 0) close_second();
    std::vector<std::uint8_t> presence;
    for (std::size_t n = 0; n < logits_.size(); ++n) {
        const float here = logits_[n];
        // A silent neighbour says nothing of this second.
        const auto beside = [&](bool there, std::size_t at) {
            return there && logits_[at] != kSilent ? logits_[at] : here;
        };
        const float logit = 0.5F * here + 0.25F * beside(n > 0, n - 1) + 0.25F * beside(n + 1 < logits_.size(), n + 1);
        const double chance = here == kSilent ? 0.0 : 1.0 / (1.0 + std::exp(-static_cast<double>(logit)));
        presence.push_back(static_cast<std::uint8_t>(std::lround(100.0 * chance)));
    }
    *this = VocalSigns{};
    return presence;
}

}  // namespace stratum::analysis::vocals
