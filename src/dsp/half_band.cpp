#include "half_band.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stratum::dsp {
namespace {

constexpr std::size_t kSlack = 64;  ///< The kernels work on whole groups of 32 outputs.

std::vector<float> design(std::size_t taps) {
    constexpr double kBeta = 8.4;  // 85 dB by Kaiser's formula 0.1102 (A - 8.7)
    const auto length = static_cast<double>(taps);
    std::vector<double> h(taps);
    double sum = 0.0;
    for (std::size_t k = 0; k < taps; ++k) {
        const double n = 2.0 * static_cast<double>(k) + 1.0 - length;  // distance from the middle: odd
        const double window =
            std::cyl_bessel_i(0.0, kBeta * std::sqrt(1.0 - n * n / (length * length))) / std::cyl_bessel_i(0.0, kBeta);
        h[k] = std::sin(std::numbers::pi * n / 2.0) / (std::numbers::pi * n) * window;
        sum += h[k];
    }
    // Middle tap 1/2 and the others 1/2 together: exactly 1 at 0 Hz and 0 at the old Nyquist frequency.
    std::vector<float> out(taps);
    for (std::size_t k = 0; k < taps; ++k) out[k] = static_cast<float>(h[k] * 0.5 / sum);
    return out;
}

}  // namespace

HalfBand::HalfBand(Steepness steepness, SimdLevel level)
    : kernels_(&kernels(level)), taps_(design(steepness == Steepness::last ? 64 : 16)), odd_filled_(taps_.size() / 2) {
    even_.resize(kSlack);
    odd_.resize(odd_filled_ + kSlack);
}

void HalfBand::append(std::span<const float> in) {
    const std::size_t room = in.size() / 2 + 1;
    if (even_.size() < even_filled_ + room + kSlack) even_.resize(even_filled_ + room + kSlack);
    if (odd_.size() < odd_filled_ + room + kSlack) odd_.resize(odd_filled_ + room + kSlack);
    if (seen_ % 2 != 0 && !in.empty()) {
        odd_[odd_filled_++] = in.front();
        in = in.subspan(1);
        ++seen_;
    }
    const std::size_t pairs = in.size() / 2;
    kernels_->split_pairs(in.data(), even_.data() + even_filled_, odd_.data() + odd_filled_, pairs);
    even_filled_ += pairs;
    odd_filled_ += pairs;
    if (in.size() % 2 != 0) even_[even_filled_++] = in.back();
    seen_ += static_cast<std::int64_t>(in.size());
}

void HalfBand::emit(std::int64_t until, std::vector<float>& out) {
    // Output made_ + i needs even_[i] and the odd samples i to i + taps - 1 of what is kept.
    const std::size_t taps = taps_.size();
    if (odd_filled_ < taps) return;
    const auto ready = static_cast<std::int64_t>(std::min(even_filled_, odd_filled_ - taps + 1));
    const auto count = static_cast<std::size_t>(std::clamp<std::int64_t>(until - made_, 0, ready));
    if (count == 0) return;
    const std::size_t before = out.size();
    out.resize(before + (count + 31) / 32 * 32);
    // The kernel may read up to 31 outputs too far.
    if (odd_.size() < odd_filled_ + kSlack) odd_.resize(odd_filled_ + kSlack);
    kernels_->half_band(even_.data(), odd_.data(), taps_.data(), taps, out.data() + before, count);
    out.resize(before + count);
    std::copy(even_.begin() + static_cast<std::ptrdiff_t>(count),
              even_.begin() + static_cast<std::ptrdiff_t>(even_filled_), even_.begin());
    std::copy(odd_.begin() + static_cast<std::ptrdiff_t>(count),
              odd_.begin() + static_cast<std::ptrdiff_t>(odd_filled_), odd_.begin());
    even_filled_ -= count;
    odd_filled_ -= count;
    made_ += static_cast<std::int64_t>(count);
}

void HalfBand::push(std::span<const float> in, std::vector<float>& out) {
    append(in);
    emit((seen_ + 1) / 2, out);
}

void HalfBand::finish(std::vector<float>& out) {
    const std::int64_t wanted = (seen_ + 1) / 2;
    append(std::vector<float>(taps_.size() + 1, 0.0F));
    emit(wanted, out);
}

}  // namespace stratum::dsp
