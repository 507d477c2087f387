#include "frontend/frontend.hpp"

#include "stratum/dsp/vector_ops.hpp"

#include <algorithm>

namespace stratum::analysis {
namespace {

constexpr int kBlockFrames = 4096;

}  // namespace

FrontEnd::FrontEnd(StreamInfo info, std::vector<Listener> listeners) : info_(info), listeners_(std::move(listeners)) {}

Result<void> FrontEnd::check(const StreamInfo& info) {
    if (info.channels < 1 || info.channels > 64)
        return error(ErrorCode::invalid_argument, "a recording has 1 to 64 channels");
    if (info.rate.value() < 1000 || info.rate.value() > 1'000'000)
        return error(ErrorCode::invalid_argument, "a recording has a sample rate of 1 kHz to 1 MHz");
    return {};
}

Result<FrontEnd> FrontEnd::create(StreamInfo info, std::vector<Listener> listeners) {
    STRATUM_TRY_VOID(check(info));
    FrontEnd end{info, std::move(listeners)};
    std::vector<Analyser*> spectral;
    for (const Listener& listener : end.listeners_) {
        end.wants_low_ |= listener.views.low_mono;
        end.wants_mono_ |= listener.views.mono || listener.views.spectrum || listener.views.low_mono;
        if (listener.views.spectrum) spectral.push_back(listener.analyser);
    }
    if (end.wants_mono_) {
        STRATUM_TRY(end.to_mono_, dsp::Resampler::create(info.rate, kMonoRate));
    }
    if (end.wants_low_) {
        STRATUM_TRY(end.to_low_, dsp::Resampler::create(kMonoRate, kLowRate));
    }
    if (!spectral.empty()) {
        end.stft_ = std::make_unique<dsp::Stft>(dsp::Stft::Options{kSpectrumSize, kSpectrumHop},
                                                [spectral](const dsp::SpectrumFrame& frame) {
                                                    for (Analyser* analyser : spectral) analyser->spectrum(frame);
                                                });
    }
    return end;
}

void FrontEnd::push(std::span<const float> interleaved) {
    const std::size_t block_size = static_cast<std::size_t>(kBlockFrames) * static_cast<std::size_t>(info_.channels);
    while (!interleaved.empty()) {
        if (pending_.empty() && interleaved.size() >= block_size) {
            block(interleaved.first(block_size));
            interleaved = interleaved.subspan(block_size);
            continue;
        }
        const std::size_t take = std::min(block_size - pending_.size(), interleaved.size());
        pending_.insert(pending_.end(), interleaved.begin(), interleaved.begin() + static_cast<std::ptrdiff_t>(take));
        interleaved = interleaved.subspan(take);
        if (pending_.size() == block_size) {
            block(pending_);
            pending_.clear();
        }
    }
}

void FrontEnd::block(std::span<const float> interleaved) {
    const auto channels = static_cast<std::size_t>(info_.channels);
    const std::size_t frames = interleaved.size() / channels;
    frames_ += static_cast<std::int64_t>(frames);
    const dsp::AudioView view{interleaved, info_.channels, info_.rate};
    for (const Listener& listener : listeners_) listener.analyser->source(view);
    if (!wants_mono_) return;

    mixed_.resize(frames);
    dsp::mix_down(interleaved, info_.channels, mixed_);
    to_mono_->push(mixed_, mono_);
    hear_mono();
}

void FrontEnd::hear_mono() {
    if (mono_.empty()) return;
    for (const Listener& listener : listeners_)
        if (listener.views.mono) listener.analyser->mono(mono_);
    if (stft_) stft_->push(mono_);
    if (wants_low_) {
        to_low_->push(mono_, low_);
        hear_low();
    }
    mono_.clear();
}

void FrontEnd::hear_low() {
    if (low_.empty()) return;
    for (const Listener& listener : listeners_)
        if (listener.views.low_mono) listener.analyser->low_mono(low_);
    low_.clear();
}

void FrontEnd::finish() {
    if (!pending_.empty()) {
        block(pending_);
        pending_.clear();
    }
    if (!wants_mono_) return;
    to_mono_->finish(mono_);
    hear_mono();
    if (wants_low_) {
        to_low_->finish(low_);
        hear_low();
    }
    if (stft_) stft_->finish();
}

}  // namespace stratum::analysis
