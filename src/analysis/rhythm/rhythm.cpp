#include "rhythm/rhythm.hpp"

#include "frontend/registry.hpp"
#include "rhythm/beat_listener.hpp"
#include "rhythm/beats.hpp"
#include "rhythm/grid.hpp"
#include "rhythm/loop_length.hpp"
#include "rhythm/metre.hpp"
#include "rhythm/tempo_bounds.hpp"
#include "rhythm/tempo_sections.hpp"
#include "rhythm/tempo_vote.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace stratum::analysis {
namespace rhythm {

namespace {

std::vector<HeardBeat> heard_on(const BeatEvidence& heard, std::span<const double> beats) {
    std::vector<HeardBeat> out;
    if (heard.activations != nullptr)
        for (const double beat : beats)
            out.push_back(
                {activation_at(heard.activations->beat, beat), activation_at(heard.activations->downbeat, beat)});
    return out;
}

}  // namespace

Rhythm hear_rhythm(const OnsetCurves& curves, Seconds duration, const TempoKnowledge& known,
                   const BeatActivations* heard) {
    Rhythm rhythm;
    if (curves.last < curves.first) return rhythm;
    rhythm.onsets = pick_onsets(curves);

    std::array<std::vector<float>, kBands> levels;
    for (std::size_t band = 0; band < kBands; ++band) levels[band] = levelled(curves.strength[band]);
    TempoEvidence evidence;
    evidence.periodicity = measure_periodicity(levels);
    evidence.audible = Seconds{static_cast<double>(curves.last - curves.first + 1) / kFrameRate};
    evidence.duration = duration;
    evidence.range = known.range;
    if (!known.range) evidence.prior = known.prior;
    if (heard != nullptr) evidence.beats = {heard, 0, heard->steps()};
    evidence.onsets_a_second = static_cast<double>(rhythm.onsets.size()) / evidence.audible.value();
    const TempoQuestion question = ask_tempo(evidence);
    const std::optional<TempoVote> decision = vote(question);
    if (!decision) return rhythm;

    const std::vector<float> activation = beat_activation(levels);
    const Pulse& winner = question.pulses[decision->winner];
    const std::optional<Bpm> loop = loop_tempo(winner, duration);
    const double period = loop ? 60.0 * kFrameRate / loop->value() : winner.period;
    std::vector<TempoSection> sections;
    if (!loop) sections = find_tempo_sections(levels, activation, evidence, period);
    std::optional<Seconds> first_stroke;
    if (!rhythm.onsets.empty()) first_stroke = rhythm.onsets.front().time;
    const GridResult found = build_grid({curves, levels, activation, period, duration, loop.has_value(), evidence.beats,
                                         sections, known.range, first_stroke});
    // The tempo of a recording with several is that of its longest part, and so are the opinions.
    const auto distance = [&](const TempoSection& section) {
        return std::abs(std::log(section.period * found.tempo.value() / (60.0 * kFrameRate)));
    };
    const auto told = std::ranges::min_element(sections, {}, distance);
    rhythm.tempo = told == sections.end() ? describe_tempo(question, *decision, found.tempo)
                                          : describe_tempo(told->question, told->vote, found.tempo);
    if (known.range && !is_within(found.tempo, *known.range)) rhythm.range_set_aside = known.range;
    if (found.beats.size() < 2) return rhythm;
    rhythm.grid = found.grid;
    if (heard != nullptr) {
        // A logit fitted on parts of 20 s of the tune half (docs/methods/rhythm.md): how often beats that met the
        // network so well, at a tempo that is so sure, had an F of 0.8.
        constexpr double kConstant = -5.28;
        constexpr double kOfMeeting = 6.91;
        constexpr double kOfTempo = 1.18;
        const double met = agreement(evidence.beats, found.beats);
        const double sure = std::clamp(rhythm.tempo->confidence, 0.001, 0.999);
        const double odds = kConstant + kOfMeeting * met + kOfTempo * std::log(sure / (1.0 - sure));
        rhythm.grid->confidence = 1.0 / (1.0 + std::exp(-odds));
        // Noise and speech: something recurs in everything, but nobody would tap to it. Of the tune half nothing with
        // beats lies below 0.27; pink and brown noise and speech lie below 0.011.
        constexpr double kNothing = 0.0125;
        if (rhythm.grid->confidence < kNothing) {
            rhythm.tempo.reset();
            rhythm.grid.reset();
            rhythm.range_set_aside.reset();
            return rhythm;
        }
    }

    if (const auto bars = find_bars(bar_features(curves, levels, found.beats), heard_on(evidence.beats, found.beats))) {
        rhythm.metre = Metre{bars->beats_per_bar, bars->metre_confidence, {}};
        for (const std::size_t i : bars->downbeats) rhythm.grid->downbeats.push_back(rhythm.grid->beats[i]);
        rhythm.metre->changes = metre_changes(*rhythm.grid);
    }
    return rhythm;
}

}  // namespace rhythm

namespace {

class RhythmAnalyser final : public Analyser {
  public:
    explicit RhythmAnalyser(const StreamInfo& info)
        : networks_(info.networks), known_{info.tempo_range, info.tempo_prior} {
        if (networks_) listener_.emplace(networks_);
    }
    void spectrum(const dsp::SpectrumFrame& frame) override {
        detector_.hear(frame);
        if (listener_) listener_->hear(frame);
    }
    void finish(Report& report) override {
        std::optional<rhythm::BeatActivations> heard;
        if (listener_)
            if (auto result = listener_->finish()) heard = std::move(*result);
        report.rhythm = rhythm::hear_rhythm(detector_.finish(), report.duration, known_, heard ? &*heard : nullptr);
        if (heard) report.rhythm->network = Networks::beats_name();
    }

  private:
    std::shared_ptr<const Networks> networks_;
    rhythm::OnsetDetector detector_;
    rhythm::TempoKnowledge known_;
    std::optional<rhythm::BeatListener> listener_;
};

}  // namespace

std::unique_ptr<Analyser> make_rhythm_analyser(const StreamInfo& info) {
    return std::make_unique<RhythmAnalyser>(info);
}

}  // namespace stratum::analysis
