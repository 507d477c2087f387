#include "fingerprint/mono_11025.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>
#include <numeric>
#include <span>

namespace stratum::analysis::fingerprint {
namespace {

constexpr std::int64_t kTarget = 11025;
constexpr int kLobes = 16;
constexpr int kMostPhases = 256;
constexpr double kCutoff = 0.8;
constexpr double kBeta = 9.0;
constexpr std::size_t kVector = 8;

/// The modified Bessel function of the first kind, order 0, by its power series.
double bessel_i0(double x) {
    double term = 1.0;
    double sum = 1.0;
    for (int k = 1; term > 1e-18 * sum; ++k) {
        term *= (x / 2 / k) * (x / 2 / k);
        sum += term;
    }
    return sum;
}

/// How strongly each channel counts. For surround the usual order of channels is taken (front left and right, centre,
/// LFE, back, side), with the centre at full, the sides at half strength and no LFE, as ITU-R BS.775 mixes down.
std::vector<float> channel_weights(int channels) {
    constexpr double kFront = std::numbers::sqrt2 / 2;
    constexpr std::array<std::array<double, 8>, 6> kSurround{{
        {kFront, kFront, 0.0},                           // 2.1
        {kFront, kFront, 1.0, 0.5},                      // 4.0
        {kFront, kFront, 1.0, 0.5, 0.5},                 // 5.0
        {kFront, kFront, 1.0, 0.0, 0.5, 0.5},            // 5.1
        {kFront, kFront, 1.0, 0.0, 0.5, 0.5, 0.5},       // 6.1
        {kFront, kFront, 1.0, 0.0, 0.5, 0.5, 0.5, 0.5},  // 7.1
    }};
    std::vector<float> weights(static_cast<std::size_t>(channels), 1.0F / static_cast<float>(channels));
    if (channels < 3 || channels > 8) return weights;
    const auto& row = kSurround[static_cast<std::size_t>(channels) - 3];
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(row[i] / sum);
    return weights;
}

using Four = float __attribute__((vector_size(16)));
using Eight = float __attribute__((vector_size(32)));

/// Eight sums side by side, added up in one fixed order, so that both versions give the same bits.
float dot_baseline(const float* a, const float* b, std::size_t count) {
    Four low{};
    Four high{};
    for (std::size_t i = 0; i < count; i += kVector) {
        std::array<Four, 2> x;
        std::array<Four, 2> y;
        std::memcpy(&x, a + i, sizeof x);
        std::memcpy(&y, b + i, sizeof y);
        low += x[0] * y[0];
        high += x[1] * y[1];
    }
    const Four sum = low + high;
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

__attribute__((target("avx2"))) float dot_avx2(const float* a, const float* b, std::size_t count) {
    Eight sums{};
    for (std::size_t i = 0; i < count; i += kVector) {
        Eight x;
        Eight y;
        std::memcpy(&x, a + i, sizeof x);
        std::memcpy(&y, b + i, sizeof y);
        sums += x * y;
    }
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

/// To the nearest whole number, ties to even, by pushing the fraction out of the mantissa; then into 16 bits.
float to_16_bits(float value) {
    constexpr float kShift = 12582912.0F;  // 1.5 * 2^23
    const float limited = std::clamp(value * 32768.0F, -32768.0F, 32767.0F);
    return (limited + kShift) - kShift;
}

}  // namespace

Mono11025::Mono11025(SampleRate rate, int channels) : rate_(rate.value()), weights_(channel_weights(channels)) {
    dot_ = __builtin_cpu_supports("avx2") != 0 ? dot_avx2 : dot_baseline;
    const auto reduced = static_cast<int>(kTarget / std::gcd(kTarget, rate_));
    phases_ = reduced <= kMostPhases ? reduced : kMostPhases;
    const double factor = std::min(static_cast<double>(kTarget) * kCutoff / static_cast<double>(rate_), 1.0);
    taps_ = static_cast<int>(std::ceil(kLobes / factor));
    stride_ = (static_cast<std::size_t>(taps_) + kVector - 1) / kVector * kVector;
    filters_.assign(static_cast<std::size_t>(phases_ + 1) * stride_, 0.0F);

    const int centre = (taps_ - 1) / 2;
    std::vector<double> row(static_cast<std::size_t>(taps_));
    for (int phase = 0; phase <= phases_; ++phase) {
        double sum = 0.0;
        for (int i = 0; i < taps_; ++i) {
            const double distance = (i - centre - static_cast<double>(phase) / phases_) * factor;
            const double x = std::numbers::pi * distance;
            const double sinc = x == 0.0 ? 1.0 : std::sin(x) / x;
            const double edge = 2.0 * distance / (factor * taps_);  // -1 to 1 over the window
            row[i] = sinc * bessel_i0(kBeta * std::sqrt(std::max(1.0 - edge * edge, 0.0)));
            sum += row[i];
        }
        for (int i = 0; i < taps_; ++i) filters_[phase * stride_ + i] = static_cast<float>(row[i] / sum);
    }
}

void Mono11025::mix(const dsp::AudioView& block) {
    const std::size_t channels = weights_.size();
    const std::size_t frames = block.samples.size() / channels;
    const std::size_t before = pending_.size();
    pending_.resize(before + frames);
    float* const to = pending_.data() + before;
    const float* const from = block.samples.data();
    if (channels == 1) {
        std::copy_n(from, frames, to);
    } else if (channels == 2) {
        for (std::size_t i = 0; i < frames; ++i) to[i] = 0.5F * (from[2 * i] + from[2 * i + 1]);
    } else {
        for (std::size_t i = 0; i < frames; ++i) {
            float sum = 0.0F;
            for (std::size_t c = 0; c < channels; ++c) sum += from[i * channels + c] * weights_[c];
            to[i] = sum;
        }
    }
    mixed_ += static_cast<std::int64_t>(frames);
}

/// The filter's first outputs look back before the start, where sample -n is taken to equal sample n.
void Mono11025::mirror_start() {
    const auto back = static_cast<std::size_t>((taps_ - 1) / 2);
    std::vector<float> mirrored(back);
    for (std::size_t n = 1; n <= back; ++n) mirrored[back - n] = pending_[std::min(n, pending_.size() - 1)];
    pending_.insert(pending_.begin(), mirrored.begin(), mirrored.end());
    pending_start_ = -static_cast<std::int64_t>(back);
    started_ = true;
}

void Mono11025::convert(std::vector<float>& out) {
    const std::int64_t back = (taps_ - 1) / 2;
    const std::int64_t have = pending_start_ + static_cast<std::int64_t>(pending_.size());
    std::int64_t first = pending_start_;
    for (;;) {
        first = sample_ - back;
        if (first + static_cast<std::int64_t>(stride_) > have) break;
        const float* const at = pending_.data() + (first - pending_start_);
        const std::int64_t part = rest_ * phases_;
        const auto phase = static_cast<int>(part / kTarget);
        float value = dot_(at, filter(phase), stride_);
        if (const std::int64_t between = part % kTarget; between != 0) {
            const float next = dot_(at, filter(phase + 1), stride_);
            value += (next - value) * static_cast<float>(between) / static_cast<float>(kTarget);
        }
        out.push_back(to_16_bits(value));
        ++made_;
        sample_ += rate_ / kTarget;
        rest_ += rate_ % kTarget;
        if (rest_ >= kTarget) rest_ -= kTarget, ++sample_;
    }
    const auto done = std::clamp<std::int64_t>(first - pending_start_, 0, static_cast<std::int64_t>(pending_.size()));
    pending_.erase(pending_.begin(), pending_.begin() + done);
    pending_start_ += done;
}

void Mono11025::push(const dsp::AudioView& block, std::vector<float>& out) {
    mix(block);
    if (!started_) {
        if (mixed_ <= taps_) return;
        mirror_start();
    }
    convert(out);
}

void Mono11025::finish(std::vector<float>& out) {
    if (mixed_ == 0) return;
    if (!started_) mirror_start();
    // The last samples are mirrored behind the end; beyond them zeros meet the zero taps that fill up a vector.
    const std::size_t size = pending_.size();
    const std::size_t tail = std::min(size, static_cast<std::size_t>(taps_ / 2 + 1));
    for (std::size_t i = 0; i < tail; ++i) pending_.push_back(pending_[size - 1 - i]);
    pending_.resize(size + static_cast<std::size_t>(taps_ / 2) + stride_ - static_cast<std::size_t>(taps_) + 1, 0.0F);
    std::vector<float> rest;
    convert(rest);
    const std::int64_t wanted = (mixed_ * kTarget + rate_ - 1) / rate_;
    const std::int64_t surplus = std::clamp<std::int64_t>(made_ - wanted, 0, static_cast<std::int64_t>(rest.size()));
    out.insert(out.end(), rest.begin(), rest.end() - surplus);
}

}  // namespace stratum::analysis::fingerprint
