#include "rhythm/rhythm.hpp"

#include "frontend/registry.hpp"
#include "rhythm/beats.hpp"
#include "rhythm/grid.hpp"
#include "rhythm/loop_length.hpp"
#include "rhythm/metre.hpp"
#include "rhythm/tempo_sections.hpp"
#include "rhythm/tempo_vote.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace stratum::analysis {
namespace rhythm {

Rhythm hear_rhythm(const OnsetCurves& curves, Seconds duration, std::optional<TempoRange> range) {
    Rhythm rhythm;
    if (curves.last < curves.first) return rhythm;
    rhythm.onsets = pick_onsets(curves);

    std::array<std::vector<float>, kBands> levels;
    for (std::size_t band = 0; band < kBands; ++band) levels[band] = levelled(curves.strength[band]);
    TempoEvidence evidence;
    evidence.periodicity = measure_periodicity(levels);
    evidence.audible = Seconds{static_cast<double>(curves.last - curves.first + 1) / kFrameRate};
    evidence.duration = duration;
    evidence.range = range;
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
    const GridResult found = build_grid({curves, levels, activation, period, duration, loop.has_value(), sections});
    // The tempo of a recording with several is that of its longest part, and so are the opinions.
    const auto distance = [&](const TempoSection& section) {
        return std::abs(std::log(section.period * found.tempo.value() / (60.0 * kFrameRate)));
    };
    const auto told = std::ranges::min_element(sections, {}, distance);
    rhythm.tempo = told == sections.end() ? describe_tempo(question, *decision, found.tempo)
                                          : describe_tempo(told->question, told->vote, found.tempo);
    if (found.beats.size() < 2) return rhythm;
    rhythm.grid = found.grid;

    if (const auto bars = find_bars(bar_features(curves, levels, found.beats))) {
        rhythm.metre = Metre{bars->beats_per_bar, bars->metre_confidence};
        for (const std::size_t i : bars->downbeats) rhythm.grid->downbeats.push_back(rhythm.grid->beats[i]);
    }
    return rhythm;
}

}  // namespace rhythm

namespace {

class RhythmAnalyser final : public Analyser {
  public:
    explicit RhythmAnalyser(std::optional<TempoRange> range) : range_(range) {}
    void spectrum(const dsp::SpectrumFrame& frame) override { detector_.hear(frame); }
    void finish(Report& report) override {
        report.rhythm = rhythm::hear_rhythm(detector_.finish(), report.duration, range_);
    }

  private:
    rhythm::OnsetDetector detector_;
    std::optional<TempoRange> range_;
};

}  // namespace

std::unique_ptr<Analyser> make_rhythm_analyser(const StreamInfo& info) {
    return std::make_unique<RhythmAnalyser>(info.tempo_range);
}

}  // namespace stratum::analysis
