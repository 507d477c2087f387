#include "rhythm/tempo_level.hpp"

#include "rhythm/tempo_level_weights.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace stratum::analysis::rhythm {
namespace {

constexpr std::size_t kPeaks = 8;
constexpr double kSame = 0.025;  // Two pulses nearer than this are one.

double period_of(Bpm tempo) { return 60.0 * kFrameRate / tempo.value(); }

}  // namespace

std::vector<Pulse> find_pulses(const Periodicity& periodicity) {
    std::vector<Pulse> pulses;
    const std::vector<float>& acf = periodicity.generalised;
    const std::vector<float>& plain = periodicity.echo[0];
    if (acf.size() < 32) return pulses;
    // A beat also shows at its double: peaks of the sum are beats, beats of a bar or their parts.
    const auto salience = [&](std::size_t lag) {
        const double doubled = 2.0 * static_cast<double>(lag);
        const float second =
            doubled + 3 < static_cast<double>(acf.size()) ? periodicity.generalised_near(doubled) : 0.0F;
        return acf[lag] + 0.5F * plain[lag] + 0.5F * second;
    };
    const auto first = static_cast<std::size_t>(period_of(kFastest)) - 1;
    const auto last = std::min(acf.size() - 2, static_cast<std::size_t>(period_of(kSlowest)) + 2);
    std::vector<std::pair<float, std::size_t>> peaks;
    for (std::size_t lag = first; lag < last; ++lag) {
        const float here = salience(lag);
        if (here > salience(lag - 1) && here >= salience(lag + 1) && here > 0.02F) peaks.emplace_back(here, lag);
    }
    std::stable_sort(peaks.begin(), peaks.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    if (peaks.size() > kPeaks) peaks.resize(kPeaks);

    const auto add = [&](double period) {
        if (period < period_of(kFastest) || period > period_of(kSlowest)) return;
        for (const Pulse& known : pulses)
            if (std::abs(known.period / period - 1.0) < kSame) return;
        pulses.push_back({period});
    };
    for (const auto& [strength, lag] : peaks) add(refine_lag(acf, static_cast<double>(lag)));
    const std::size_t direct = pulses.size();
    for (std::size_t i = 0; i < std::min<std::size_t>(direct, 4); ++i)
        for (const double ratio : {2.0, 0.5, 1.5, 2.0 / 3.0, 3.0, 1.0 / 3.0, 0.75, 4.0 / 3.0, 4.0, 0.25})
            add(pulses[i].period * ratio);
    return pulses;
}

LevelFeatures level_features(const Periodicity& periodicity, const Pulse& pulse, double onsets_a_second) {
    LevelFeatures f{};
    std::size_t at = 0;
    for (std::size_t e = 0; e < kEchoes; ++e)
        for (const double lag : kLevelLags) f[at++] = periodicity.near(static_cast<Echo>(e), lag * pulse.period);
    for (const double lag : kLevelLags) f[at++] = periodicity.generalised_near(lag * pulse.period);
    const double rate = kFrameRate / pulse.period;
    for (std::size_t t = 0; t < periodicity.tempogram.size(); ++t)
        for (const double multiple : kLevelRates)
            f[at++] = periodicity.tempogram_near(static_cast<Echo>(t), Hertz{rate * multiple});
    // A broken line over the logarithm of the tempo.
    const double bpm = pulse.tempo().value();
    for (const double knot : kTempoKnots) f[at++] = static_cast<float>(std::max(0.0, std::log2(bpm / knot)));
    const double onsets_a_beat = onsets_a_second * pulse.period / kFrameRate;
    const double crowded = std::log2(std::clamp(onsets_a_beat, 0.1, 16.0));
    f[at++] = static_cast<float>(crowded);
    f[at++] = static_cast<float>(crowded * crowded);
    f[at++] = static_cast<float>(std::max(0.0, crowded - 1.0));
    return f;
}

double level_score(const LevelFeatures& features) {
    double score = 0.0;
    for (std::size_t i = 0; i < kLevelFeatures; ++i) score += static_cast<double>(features[i]) * kLevelWeights[i];
    return score;
}

}  // namespace stratum::analysis::rhythm
