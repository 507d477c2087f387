#include "loudness/meter.hpp"

#include "loudness/gating.hpp"
#include "loudness/k_weighting.hpp"
#include "stratum/dsp/vector_ops.hpp"

#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr std::size_t kBlockFrames = 4096;
constexpr int kCurveSteps = 5;  ///< A value of the curve each half second.
constexpr Lufs kReplayGainTarget{-18.0};

WeightingCoefficients coefficients_for(SampleRate rate) {
    const KWeighting k = k_weighting(rate);
    WeightingCoefficients c{};
    for (int lane = 0; lane < 4; ++lane) {
        const Biquad& f = lane < 2 ? k.shelf : k.high_pass;
        c.b0[lane] = f.b0;
        c.b1[lane] = f.b1;
        c.b2[lane] = f.b2;
        c.a1[lane] = f.a1;
        c.a2[lane] = f.a2;
    }
    return c;
}

/// Where step n begins: on the frame nearest below n * 100 ms, so that odd rates do not drift.
std::int64_t step_boundary(std::size_t n, SampleRate rate) { return static_cast<std::int64_t>(n) * rate.value() / 10; }

/// What is left of a sound long gone would slow the processor down (denormal numbers) and can not be heard.
void forget_the_inaudible(WeightingState& state) {
    for (double* history : {state.x1, state.x2, state.y1, state.y2, state.y3})
        for (int lane = 0; lane < 4; ++lane)
            if (std::abs(history[lane]) < 1e-30) history[lane] = 0.0;
}

}  // namespace

std::vector<double> channel_weights(int channels, std::uint32_t mask) {
    constexpr double kSide = 1.41;
    if (channels > 0 && std::popcount(mask) == channels) {
        constexpr std::uint32_t kLow = 0x8;
        constexpr std::uint32_t kBackPair = 0x30;
        constexpr std::uint32_t kSidePair = 0x600;
        const std::uint32_t surround = (mask & kSidePair) != 0 ? kSidePair : kBackPair;
        std::vector<double> out;
        for (std::uint32_t left = mask; left != 0; left &= left - 1) {
            const std::uint32_t bit = left & (~left + 1);
            out.push_back((bit & kLow) != 0 ? 0.0 : (bit & surround) != 0 ? kSide : 1.0);
        }
        return out;
    }
    switch (channels) {
        case 4:
            return {1.0, 1.0, kSide, kSide};
        case 5:
            return {1.0, 1.0, 1.0, kSide, kSide};
        case 6:
            return {1.0, 1.0, 1.0, 0.0, kSide, kSide};
        case 7:
            return {1.0, 1.0, 1.0, 0.0, 1.0, kSide, kSide};
        case 8:
            return {1.0, 1.0, 1.0, 0.0, 1.0, 1.0, kSide, kSide};
        default:
            return std::vector<double>(static_cast<std::size_t>(std::max(channels, 0)), 1.0);
    }
}

LoudnessMeter::LoudnessMeter(SampleRate rate, int channels, Options options)
    : rate_(rate),
      channels_(channels),
      options_(options),
      weights_(channel_weights(channels, options.channel_mask)),
      kernels_(&loudness_kernels(options.level)),
      coefficients_(coefficients_for(rate)),
      pairs_(static_cast<std::size_t>(channels + 1) / 2),
      planes_(static_cast<std::size_t>(channels)),
      step_end_(step_boundary(1, rate)) {
    if (options.true_peak) true_peaks_.assign(static_cast<std::size_t>(channels), TruePeak{options.level});
    // A last channel without partner gets a silent one of weight 0.
    if (channels % 2 != 0) {
        planes_.emplace_back();
        weights_.push_back(0.0);
    }
    for (auto& plane : planes_) plane.resize(kBlockFrames);
}

void LoudnessMeter::push(std::span<const float> interleaved) {
    const std::size_t most = kBlockFrames * static_cast<std::size_t>(channels_);
    while (!interleaved.empty()) {
        const std::size_t size = std::min(most, interleaved.size());
        block(interleaved.first(size));
        interleaved = interleaved.subspan(size);
    }
}

void LoudnessMeter::block(std::span<const float> interleaved) {
    const std::size_t frames = interleaved.size() / static_cast<std::size_t>(channels_);
    const auto plane = [&](int c) { return std::span(planes_[static_cast<std::size_t>(c)]).first(frames); };
    if (channels_ == 2) {
        dsp::split_stereo(interleaved, plane(0), plane(1), options_.level);
    } else {
        for (int c = 0; c < channels_; ++c) dsp::take_channel(interleaved, channels_, c, plane(c));
    }
    sample_peak_ = std::max(sample_peak_, dsp::peak(interleaved, options_.level));
    for (std::size_t c = 0; c < true_peaks_.size(); ++c) true_peaks_[c].push(plane(static_cast<int>(c)));
    weigh(frames);
}

void LoudnessMeter::weigh(std::size_t frames) {
    for (std::size_t at = 0; at < frames;) {
        const auto until_end = static_cast<std::size_t>(step_end_ - weighed_);
        const std::size_t count = std::min(frames - at, until_end);
        for (std::size_t p = 0; p < pairs_.size(); ++p)
            kernels_->weigh(coefficients_, pairs_[p], planes_[2 * p].data() + at, planes_[2 * p + 1].data() + at,
                            count);
        at += count;
        weighed_ += static_cast<std::int64_t>(count);
        if (weighed_ == step_end_) end_step();
    }
}

void LoudnessMeter::end_step() {
    double energy = 0.0;
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
        energy += weights_[2 * p] * pairs_[p].energy[2] + weights_[2 * p + 1] * pairs_[p].energy[3];
        std::fill(std::begin(pairs_[p].energy), std::end(pairs_[p].energy), 0.0);
        forget_the_inaudible(pairs_[p]);
    }
    powers_.push_back(energy / static_cast<double>(step_end_ - step_start_));
    step_start_ = step_end_;
    step_end_ = step_boundary(powers_.size() + 1, rate_);
}

Loudness LoudnessMeter::finish() {
    // The last frames come out of the filters.
    for (auto& plane : planes_) std::fill_n(plane.begin(), kWeightingDelay, 0.0F);
    weigh(kWeightingDelay);

    Loudness out;
    const auto momentary = sliding_means(powers_, kMomentarySteps);
    const auto short_term = sliding_means(powers_, kShortTermSteps);
    out.integrated = integrated_loudness(momentary);
    out.range = loudness_range(short_term);
    out.momentary_max = loudest(momentary);
    out.short_term_max = loudest(short_term);
    float true_peak = sample_peak_;
    for (TruePeak& channel : true_peaks_) true_peak = std::max(true_peak, std::min(channel.finish(), FLT_MAX));
    if (sample_peak_ > 0.0F) {
        out.sample_peak = decibels(sample_peak_);
        if (options_.true_peak) out.true_peak = decibels(true_peak);
    }
    if (out.integrated)
        out.replay_gain = ReplayGain{Decibels{kReplayGainTarget.value() - out.integrated->value()}, sample_peak_};
    out.curve_hop = kCurveSteps * kPowerStep;
    out.short_term = short_term_curve(powers_, kCurveSteps);
    return out;
}

}  // namespace stratum::analysis
