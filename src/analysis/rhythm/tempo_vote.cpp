#include "rhythm/tempo_vote.hpp"

#include "rhythm/loop_length.hpp"
#include "rhythm/tempo_bounds.hpp"
#include "rhythm/tempo_expectation.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::rhythm {
namespace {

// Softened odds: a method's own strength of feeling is no probability yet. Fitted, see docs/methods/rhythm.md.
constexpr double kCalibration = 0.75;
constexpr double kUnforeseen = 0.02;  // The right answer is not among the pulses, as often as on the tuning data.
constexpr double kSame = 0.04;
// Of the network's two opinions. Fitting on music like that which it was trained on gives 0 and 1.4: it is trusted
// less.
constexpr double kIntervalWeight = 0.3;
constexpr double kClassWeight = 1.0;
constexpr double kFullTrust = 24.0;  // Seconds.

// Noise, speech and held sounds have peaks too, but low ones: below 0.07 in noise of 3 to 120 s, above 0.10 in all
// music with a beat that was looked at. Short clips scatter more.
bool repeats(const TempoEvidence& evidence, const std::vector<Pulse>& pulses) {
    constexpr float kNoise = 0.085F;
    constexpr double kFewestOnsets = 3.0;
    if (evidence.onsets_a_second * evidence.audible.value() < kFewestOnsets) return false;
    float top = 0.0F;
    for (const Pulse& pulse : pulses) top = std::max(top, evidence.periodicity.near(Echo::full, pulse.period));
    return top > kNoise + 0.15F / static_cast<float>(std::max(1.0, evidence.audible.value()));
}

// Free playing has beats that no echo shows: a network that hears one at least every so often is believed.
bool beats_were_heard(const BeatIntervals& intervals, Seconds audible) {
    constexpr double kLeastASecond = 0.5;
    constexpr std::size_t kFewest = 12;
    return intervals.count() >= kFewest && static_cast<double>(intervals.count()) >= kLeastASecond * audible.value();
}

Opinion by_autocorrelation(const TempoQuestion& question, const Periodicity& p) {
    Opinion opinion{"autocorrelation", 0.5, {}};
    for (const Pulse& pulse : question.pulses) {
        double sum = 0.0;
        for (const double multiple : {1.0, 2.0, 3.0, 4.0})
            sum += static_cast<double>(p.generalised_near(multiple * pulse.period));
        opinion.scores.push_back(2.0 * sum);
    }
    return opinion;
}

Opinion by_tempogram(const TempoQuestion& question, const Periodicity& p) {
    Opinion opinion{"tempogram", 0.5, {}};
    for (const Pulse& pulse : question.pulses) {
        const double rate = kFrameRate / pulse.period;
        double sum = 0.0;
        for (const double multiple : {1.0, 2.0, 4.0})
            sum += static_cast<double>(p.tempogram_near(Echo::full, Hertz{rate * multiple})) +
                   0.5 * static_cast<double>(p.tempogram_near(Echo::low, Hertz{rate * multiple}));
        opinion.scores.push_back(sum);
    }
    return opinion;
}

Opinion by_level(const TempoQuestion& question, const TempoEvidence& evidence) {
    Opinion opinion{"metrical level", 1.0, {}};
    for (const Pulse& pulse : question.pulses)
        opinion.scores.push_back(level_score(level_features(evidence.periodicity, pulse, evidence.onsets_a_second)));
    return opinion;
}

// A pulse that the network heard and the echoes did not bring up.
void add_pulse(std::vector<Pulse>& pulses, double period) {
    const Pulse pulse{period};
    if (pulse.tempo() < kSlowest || pulse.tempo() > kFastest) return;
    for (const Pulse& other : pulses)
        if (std::abs(other.period / period - 1.0) < 2.0 * kSame) return;
    pulses.push_back(pulse);
}

}  // namespace

TempoQuestion ask_tempo(const TempoEvidence& evidence) {
    TempoQuestion question;
    question.pulses = find_pulses(evidence.periodicity);
    const BeatIntervals intervals{evidence.beats};
    if (!repeats(evidence, question.pulses) && !beats_were_heard(intervals, evidence.audible)) question.pulses.clear();
    add_loop_pulses(question.pulses, evidence.duration);
    if (!question.pulses.empty() && !intervals.empty()) add_pulse(question.pulses, intervals.commonest());
    question.range = evidence.range;
    if (question.range) add_octaves_within(question.pulses, *question.range);
    if (evidence.prior) add_octaves_within(question.pulses, evidence.prior->likely);
    if (question.pulses.empty()) return question;
    if (!intervals.empty()) {
        // It learned from excerpts of 24 s, and looks that far: of a short clip it knows less.
        const double trust = std::min(1.0, evidence.audible.value() / kFullTrust);
        question.opinions.push_back(
            {"network beats", trust * kIntervalWeight, interval_scores(intervals, question.pulses)});
        question.opinions.push_back(
            {"network tempo", trust * kClassWeight, class_scores(evidence.beats, question.pulses)});
    }
    question.opinions.push_back(by_level(question, evidence));
    question.opinions.push_back(by_autocorrelation(question, evidence.periodicity));
    question.opinions.push_back(by_tempogram(question, evidence.periodicity));
    if (could_be_loop(evidence.duration))
        question.opinions.push_back(by_loop_length(question.pulses, evidence.duration));
    if (evidence.prior) question.opinions.push_back(by_prior(*evidence.prior, question.pulses, kCalibration));
    return question;
}

std::optional<TempoVote> vote(const TempoQuestion& question) {
    if (question.pulses.empty()) return std::nullopt;
    std::vector<double> score(question.pulses.size(), 0.0);
    for (const Opinion& opinion : question.opinions)
        for (std::size_t i = 0; i < score.size(); ++i) score[i] += opinion.weight * opinion.scores[i];
    TempoVote result;
    result.winner = static_cast<std::size_t>(std::max_element(score.begin(), score.end()) - score.begin());
    const double top = score[result.winner];
    double sum = 0.0;
    for (double& s : score) {
        s = std::exp(kCalibration * (s - top));
        sum += s;
    }
    for (double& s : score) s *= (1.0 - kUnforeseen) / sum;
    result.probabilities = std::move(score);
    if (question.range) {
        keep_within(result.probabilities, question.pulses, *question.range);
        const auto likeliest = std::ranges::max_element(result.probabilities);
        result.winner = static_cast<std::size_t>(likeliest - result.probabilities.begin());
    }
    return result;
}

TempoRelation relation_of(Bpm other, Bpm chosen) {
    struct Ratio {
        double value;
        TempoRelation relation;
    };
    constexpr std::array<Ratio, 11> kRatios{{{1.0, TempoRelation::same},
                                             {0.5, TempoRelation::half},
                                             {2.0, TempoRelation::double_},
                                             {1.0 / 3.0, TempoRelation::third},
                                             {3.0, TempoRelation::triple},
                                             {2.0 / 3.0, TempoRelation::two_thirds},
                                             {1.5, TempoRelation::three_halves},
                                             {0.75, TempoRelation::three_quarters},
                                             {4.0 / 3.0, TempoRelation::four_thirds},
                                             {0.8, TempoRelation::four_fifths},
                                             {1.25, TempoRelation::five_quarters}}};
    const double ratio = other.value() / chosen.value();
    for (const Ratio& r : kRatios)
        if (std::abs(ratio / r.value - 1.0) < 0.03) return r.relation;
    return TempoRelation::other;
}

namespace {

/// The vote's probabilities as confidences. With the network's opinions the vote is right more often than it says where
/// it is sure, and less often where it is not: a slope of the log-odds that was fitted on parts of 20 s of the tune
/// half and taken back a little (docs/methods/rhythm.md). The order of the pulses stays.
std::vector<double> confidences_of(const TempoQuestion& question, const TempoVote& result) {
    constexpr double kSlope = 1.1;
    std::vector<double> sure = result.probabilities;
    const bool learned =
        std::ranges::any_of(question.opinions, [](const Opinion& one) { return one.method == "network tempo"; });
    if (!learned) return sure;
    double before = 0.0;
    double after = 0.0;
    for (double& probability : sure) {
        before += probability;
        probability = std::pow(probability, kSlope);
        after += probability;
    }
    if (after > 0.0)
        for (double& probability : sure) probability *= before / after;
    return sure;
}

}  // namespace

Tempo describe_tempo(const TempoQuestion& question, const TempoVote& result, Bpm bpm) {
    const std::vector<double> sure = confidences_of(question, result);
    Tempo tempo;
    tempo.bpm = bpm;
    std::vector<std::size_t> order(question.pulses.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return result.probabilities[a] > result.probabilities[b]; });
    constexpr std::size_t kAlternatives = 4;
    // The grid is finer than the pulse it began with: relatives follow it.
    const double correction = bpm.value() / question.pulses[result.winner].tempo().value();
    for (const std::size_t i : order) {
        const Bpm candidate = question.pulses[i].tempo() * correction;
        if (std::abs(candidate.value() / bpm.value() - 1.0) < kSame) {
            tempo.confidence += sure[i];  // Near ones count as the same answer.
            continue;
        }
        if (tempo.alternatives.size() < kAlternatives && sure[i] > 1e-3)
            tempo.alternatives.push_back({candidate, sure[i], relation_of(candidate, bpm)});
    }
    tempo.confidence = std::min(1.0, tempo.confidence);
    double weights = 0.0;
    for (const Opinion& opinion : question.opinions) weights += opinion.weight;
    for (const Opinion& opinion : question.opinions) {
        const auto best = std::max_element(opinion.scores.begin(), opinion.scores.end()) - opinion.scores.begin();
        tempo.opinions.push_back({opinion.method, question.pulses[static_cast<std::size_t>(best)].tempo() * correction,
                                  opinion.weight / weights});
    }
    return tempo;
}

}  // namespace stratum::analysis::rhythm
