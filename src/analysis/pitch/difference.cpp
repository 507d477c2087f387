#include "pitch/difference.hpp"

#include "stratum/base/result.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {

DifferenceFunction::DifferenceFunction(int window, int longest)
    : window_(window),
      longest_(longest),
      fft_(kSize),
      head_(kSize),
      whole_(kSize),
      head_bins_(static_cast<std::size_t>(fft_.bins())),
      whole_bins_(head_bins_.size()),
      correlation_(kSize),
      out_(static_cast<std::size_t>(longest) + 1) {
    STRATUM_CHECK(window > 0 && longest > 0 && window + longest <= kSize);
}

std::span<const float> DifferenceFunction::of(std::span<const float> frame) {
    const auto window = static_cast<std::size_t>(window_);
    const auto longest = static_cast<std::size_t>(longest_);
    double mean = 0.0;
    for (const float x : frame) mean += x;
    mean /= static_cast<double>(frame.size());
    for (std::size_t n = 0; n < frame.size(); ++n) whole_[n] = frame[n] - static_cast<float>(mean);
    std::copy_n(whole_.begin(), window, head_.begin());

    fft_.forward(head_, head_bins_);
    fft_.forward(whole_, whole_bins_);
    for (std::size_t k = 0; k < head_bins_.size(); ++k) {
        // Written out: the operator for complex numbers looks for infinities and calls a function.
        const float a = head_bins_[k].real();
        const float b = head_bins_[k].imag();
        const float c = whole_bins_[k].real();
        const float d = whole_bins_[k].imag();
        whole_bins_[k] = {a * c + b * d, a * d - b * c};
    }
    fft_.inverse(whole_bins_, correlation_);

    double head_energy = 0.0;
    for (std::size_t n = 0; n < window; ++n) head_energy += static_cast<double>(whole_[n]) * whole_[n];
    level_ = static_cast<float>(std::sqrt(head_energy / static_cast<double>(window)));
    double moved_energy = head_energy;
    double sum = 0.0;
    out_[0] = 1.0F;
    for (std::size_t lag = 1; lag <= longest; ++lag) {
        const double gone = whole_[lag - 1];
        const double come = whole_[lag + window - 1];
        moved_energy += come * come - gone * gone;
        const double difference = std::max(0.0, head_energy + moved_energy - 2.0 * correlation_[lag]);
        sum += difference;
        out_[lag] = sum > 0.0 ? static_cast<float>(difference * static_cast<double>(lag) / sum) : 1.0F;
    }
    return out_;
}

}  // namespace stratum::analysis
