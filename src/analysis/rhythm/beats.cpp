#include "rhythm/beats.hpp"

#include "stratum/dsp/fft.hpp"

#include <algorithm>
#include <cmath>
#include <complex>

namespace stratum::analysis::rhythm {
namespace {

constexpr std::size_t kWindow = 512;
constexpr std::size_t kFft = 1024;
constexpr int kSteps = 45;             // On either side of the given period,
constexpr double kStepRatio = 0.0075;  // this far apart in log2: a third of an octave in all.
constexpr double kMoveCost = 0.06;     // For a change by one step between windows,
constexpr double kJumpCost = 1.2;      // but never more than this: tempo may jump.
constexpr double kTightness = 60.0;    // Cost of a squared deviation (natural log) from the local period.

// Linear between samples.
float value_at(std::span<const float> x, double at) {
    const auto i = static_cast<std::size_t>(at);
    if (i + 1 >= x.size()) return 0.0F;
    const auto part = static_cast<float>(at - static_cast<double>(i));
    return x[i] + part * (x[i + 1] - x[i]);
}

}  // namespace

std::vector<float> beat_activation(const std::array<std::vector<float>, kBands>& levelled) {
    constexpr std::array<float, kBands> kShare{1.0F, 0.5F, 0.3F, 0.1F, 0.3F};
    std::vector<float> sum(levelled[0].size(), 0.0F);
    for (std::size_t band = 0; band < kBands; ++band)
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += kShare[band] * levelled[band][i];
    return sum;
}

float PeriodTrack::at(std::size_t frame) const { return period[std::min(frame / kStep, period.size() - 1)]; }

PeriodTrack track_period(std::span<const float> activation, double period) {
    PeriodTrack track;
    const std::size_t count = activation.size() / PeriodTrack::kStep + 1;
    track.period.assign(count, static_cast<float>(period));
    if (activation.size() < kWindow) return track;

    constexpr int kStates = 2 * kSteps + 1;
    std::array<double, kStates> periods{};
    for (int s = 0; s < kStates; ++s) periods[s] = period * std::exp2((s - kSteps) * kStepRatio);
    dsp::RealFft fft{static_cast<int>(kFft)};
    std::vector<std::complex<float>> bins(static_cast<std::size_t>(fft.bins()));
    std::vector<float> buffer(kFft);
    std::array<double, kStates> best{};
    std::vector<std::uint8_t> from(count * kStates);
    for (std::size_t w = 0; w < count; ++w) {
        const std::size_t centre = w * PeriodTrack::kStep + PeriodTrack::kStep / 2;
        const std::size_t start =
            std::min(centre > kWindow / 2 ? centre - kWindow / 2 : 0, activation.size() - kWindow);
        double sum = 0.0;
        for (std::size_t i = 0; i < kWindow; ++i) sum += static_cast<double>(activation[start + i]);
        const auto mean = static_cast<float>(sum / kWindow);
        std::fill(buffer.begin(), buffer.end(), 0.0F);
        for (std::size_t i = 0; i < kWindow; ++i) buffer[i] = activation[start + i] - mean;
        fft.forward(buffer, bins);
        for (auto& b : bins) b = std::norm(b);
        fft.inverse(bins, buffer);
        for (std::size_t lag = 0; lag < kWindow; ++lag)
            buffer[lag] *= static_cast<float>(kWindow) / static_cast<float>(kWindow - std::min(lag, kWindow - 64));
        const std::span<const float> acf = std::span{buffer}.first(kWindow);
        const float unit = acf[0] > 1e-6F ? 1.0F / acf[0] : 0.0F;

        std::array<double, kStates> next{};
        for (int s = 0; s < kStates; ++s) {
            double emission = 0.0;
            double weight = 0.0;
            for (const double multiple : {1.0, 2.0, 3.0, 4.0}) {
                const double lag = periods[s] * multiple;
                if (lag > 0.75 * kWindow) break;
                const double share = multiple == 3.0 ? 0.5 : 1.0;
                emission += share * static_cast<double>(value_at(acf, lag) * unit);
                weight += share;
            }
            emission /= std::max(weight, 1.0);
            emission -= 0.1 * std::abs(s - kSteps) / kSteps;  // Without evidence it stays.
            if (w == 0) {
                next[s] = emission;
                continue;
            }
            // A window of states near by covers the cheap moves; beyond, any jump costs the same.
            double top = -1e9;
            int origin = s;
            for (int o = 0; o < kStates; ++o) {
                const double value = best[o] - std::min(kJumpCost, kMoveCost * std::abs(o - s));
                if (value > top) {
                    top = value;
                    origin = o;
                }
            }
            next[s] = top + emission;
            from[w * kStates + static_cast<std::size_t>(s)] = static_cast<std::uint8_t>(origin);
        }
        best = next;
    }
    int state = static_cast<int>(std::max_element(best.begin(), best.end()) - best.begin());
    for (std::size_t w = count; w-- > 0;) {
        track.period[w] = static_cast<float>(periods[state]);
        if (w > 0) state = from[w * kStates + static_cast<std::size_t>(state)];
    }
    return track;
}

std::vector<double> track_beats(std::span<const float> activation, const PeriodTrack& track) {
    const std::size_t frames = activation.size();
    std::vector<double> beats;
    if (frames < 4) return beats;
    double square = 0.0;
    for (const float v : activation) square += static_cast<double>(v) * static_cast<double>(v);
    const double unit = square > 0 ? 1.0 / std::sqrt(square / static_cast<double>(frames)) : 0.0;

    std::vector<float> score(frames);
    std::vector<std::int32_t> from(frames, -1);
    std::vector<float> cost;
    float cost_period = 0.0F;
    std::size_t shortest = 1;
    for (std::size_t t = 0; t < frames; ++t) {
        const float period = track.at(t);
        if (period != cost_period) {
            cost_period = period;
            shortest = std::max<std::size_t>(1, static_cast<std::size_t>(0.6F * period));
            const auto longest = static_cast<std::size_t>(1.6F * period) + 1;
            cost.resize(longest - shortest + 1);
            for (std::size_t i = 0; i < cost.size(); ++i) {
                const double off = std::log(static_cast<double>(shortest + i) / static_cast<double>(period));
                cost[i] = static_cast<float>(kTightness * off * off);
            }
        }
        float top = 0.0F;  // A chain may begin anywhere.
        std::int32_t origin = -1;
        const std::size_t reach = t >= shortest ? std::min(cost.size(), t - shortest + 1) : 0;
        for (std::size_t i = 0; i < reach; ++i) {
            const float value = score[t - shortest - i] - cost[i];
            if (value > top) {
                top = value;
                origin = static_cast<std::int32_t>(t - shortest - i);
            }
        }
        score[t] = top + static_cast<float>(unit) * activation[t];
        from[t] = origin;
    }
    // The chain ends on the best of the last beats.
    const auto tail = std::min(frames, static_cast<std::size_t>(track.at(frames - 1) * 1.2F) + 1);
    auto at = static_cast<std::int64_t>(std::max_element(score.end() - static_cast<std::ptrdiff_t>(tail), score.end()) -
                                        score.begin());
    for (; at >= 0; at = from[static_cast<std::size_t>(at)]) {
        const auto i = static_cast<std::size_t>(at);
        double shift = 0.0;
        if (i > 0 && i + 1 < frames) {
            const float bend = activation[i - 1] - 2 * activation[i] + activation[i + 1];
            if (bend < 0)
                shift =
                    static_cast<double>(std::clamp(0.5F * (activation[i - 1] - activation[i + 1]) / bend, -0.5F, 0.5F));
        }
        beats.push_back(static_cast<double>(at) + shift);
    }
    std::reverse(beats.begin(), beats.end());
    return beats;
}

}  // namespace stratum::analysis::rhythm
