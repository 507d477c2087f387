#include "stratum/dsp/stft.hpp"

#include "stratum/base/result.hpp"
#include "stratum/dsp/vector_ops.hpp"

#include <cmath>
#include <numbers>
#include <utility>

namespace stratum::dsp {

Stft::Stft(Options options, Sink sink)
    : options_(options),
      sink_(std::move(sink)),
      fft_(options.size, options.level),
      window_(options.size),
      pending_(options.size / 2, 0.0F),  // the zeros before the start
      pending_start_(-options.size / 2),
      frame_(options.size),
      bins_(fft_.bins()),
      magnitude_(fft_.bins()) {
    STRATUM_CHECK(options.hop >= 1 && options.hop <= options.size);
    // Periodic Hann; its sum is N/2, so 4/N brings a sine's two-sided peak N/4 to 1.
    for (int i = 0; i < options.size; ++i)
        window_[i] = static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * i / options.size));
}

void Stft::push(std::span<const float> samples) {
    pending_.insert(pending_.end(), samples.begin(), samples.end());
    seen_ += static_cast<std::int64_t>(samples.size());
    emit();
}

void Stft::finish() {
    if (seen_ == 0) return;
    const std::int64_t frames = (seen_ - 1) / options_.hop + 1;
    const std::int64_t last_needed = (frames - 1) * options_.hop + options_.size / 2;
    const std::int64_t have = pending_start_ + static_cast<std::int64_t>(pending_.size());
    if (last_needed > have) pending_.insert(pending_.end(), static_cast<std::size_t>(last_needed - have), 0.0F);
    emit();
}

void Stft::emit() {
    const std::int64_t have = pending_start_ + static_cast<std::int64_t>(pending_.size());
    const float scale = 4.0F / static_cast<float>(options_.size);
    std::int64_t start = next_frame_ * options_.hop - options_.size / 2;
    while (start + options_.size <= have && next_frame_ * options_.hop < seen_) {
        const float* from = pending_.data() + (start - pending_start_);
        for (int i = 0; i < options_.size; ++i) frame_[i] = from[i] * window_[i];
        fft_.forward(frame_, bins_);
        for (std::size_t k = 0; k < bins_.size(); ++k)
            magnitude_[k] = scale * std::sqrt(bins_[k].real() * bins_[k].real() + bins_[k].imag() * bins_[k].imag());
        sink_({next_frame_, bins_, magnitude_});
        ++next_frame_;
        start += options_.hop;
    }
    if (start > pending_start_) {
        const auto done = std::min<std::int64_t>(start - pending_start_, static_cast<std::int64_t>(pending_.size()));
        pending_.erase(pending_.begin(), pending_.begin() + done);
        pending_start_ += done;
    }
}

}  // namespace stratum::dsp
