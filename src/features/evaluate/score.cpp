#include "score.hpp"

#include "metrics/beats.hpp"
#include "metrics/chords.hpp"
#include "metrics/key.hpp"
#include "metrics/sections.hpp"
#include "metrics/tempo.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace stratum::evaluate {
namespace {

constexpr std::array kMeasures{
    Measure{"tempo_acc1", "tempo Acc1 (4 %)", true},
    Measure{"tempo_acc2", "tempo Acc2 (4 %)", true},
    Measure{"tempo_within_2", "within 2 BPM", true},
    Measure{"tempo_within_005", "within 0.05 BPM", true},
    Measure{"tempo_half", "answered 1/2", true},
    Measure{"tempo_double", "answered 2x", true},
    Measure{"tempo_two_thirds", "answered 2/3", true},
    Measure{"tempo_three_halves", "answered 3/2", true},
    Measure{"tempo_missing", "no tempo answered", true},
    Measure{"beatless_quiet", "no tempo where none is", true},
    Measure{"beat_f", "beat F (70 ms)", false},
    Measure{"beat_cmlt", "beat CMLt", false},
    Measure{"beat_amlt", "beat AMLt", false},
    Measure{"half_beat_off", "half a beat off", true},
    Measure{"last_beat_15ms", "last beat within 15 ms", true},
    Measure{"downbeat_f", "downbeat F (70 ms)", false},
    Measure{"metre_right", "metre right", true},
    Measure{"tempo_jump", "tempo jumps within a bar", false},
    Measure{"key_exact", "key exact", true},
    Measure{"key_mirex", "key MIREX", false},
    Measure{"key_both_fifths", "key MIREX, either fifth", false},
    Measure{"key_mirex_major", "key MIREX, true major", false},
    Measure{"key_mirex_minor", "key MIREX, true minor", false},
    Measure{"section_f_3s", "section borders F (3 s)", false},
    Measure{"section_f_05s", "section borders F (0.5 s)", false},
    Measure{"section_inner_f_3s", "inner borders F (3 s)", false},
    Measure{"section_inner_f_05s", "inner borders F (0.5 s)", false},
    Measure{"section_label_f", "section labels F", false},
    Measure{"section_named", "sections named right", false},
    Measure{"chord_root", "chord root", false},
    Measure{"chord_majmin", "chord majmin", false},
    Measure{"chord_sevenths", "chord sevenths", false},
    Measure{"chord_segmentation", "chord segmentation", false},
    Measure{"loudness_right", "loudness in tolerance", true},
};

/// Listeners agree about beats at this F; what "right" means for the confidence of a grid.
constexpr double kGoodBeats = 0.8;
/// Fewer true beats than this say too little.
constexpr std::size_t kFewestBeats = 4;

std::optional<double> median(std::vector<double> values) {
    if (values.empty()) return {};
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

void score_tempo(const Truth& truth, const Answer& answer, FileScore& score) {
    auto& v = score.values;
    if (truth.beatless) v["beatless_quiet"] = answer.bpm ? 0.0 : 1.0;
    if (!truth.bpm) return;
    const double bpm = answer.bpm.value_or(0.0);
    const bool right = tempo_acc1(*truth.bpm, bpm);
    v["tempo_acc1"] = right;
    v["tempo_acc2"] = tempo_acc2(*truth.bpm, bpm);
    v["tempo_within_2"] = tempo_within(*truth.bpm, bpm, 2.0);
    // Of a tempo that wanders, the hundredth means nothing.
    if (truth.kind.empty() || truth.kind == "constant" || truth.kind == "jump")
        v["tempo_within_005"] = tempo_within(*truth.bpm, bpm, 0.05);
    const TempoRatio ratio = tempo_ratio(*truth.bpm, bpm);
    v["tempo_half"] = ratio == TempoRatio::half;
    v["tempo_double"] = ratio == TempoRatio::double_;
    v["tempo_two_thirds"] = ratio == TempoRatio::two_thirds;
    v["tempo_three_halves"] = ratio == TempoRatio::three_halves;
    v["tempo_missing"] = !answer.bpm.has_value();
    score.octave_error = answer.bpm && !right && v["tempo_acc2"] == 1.0;
    if (answer.bpm) score.tempo = Judged{answer.tempo_confidence, right};
}

void score_beats(const Truth& truth, const Answer& answer, const ScoreOptions& options, FileScore& score) {
    auto& v = score.values;
    const auto audible = [&](const std::vector<double>& times) {
        std::vector<double> inside = trimmed(times, std::max(0.0, options.from));
        if (answer.duration > 0.0) std::erase_if(inside, [&](double time) { return time > answer.duration; });
        return inside;
    };
    const auto beats = audible(truth.beats);
    const auto answered = trimmed(answer.beats, options.from);
    if (beats.size() >= kFewestBeats) {
        const double f = f_measure(beats, answered);
        const Continuity follows = continuity(beats, answered);
        v["beat_f"] = f;
        v["beat_cmlt"] = follows.cmlt;
        v["beat_amlt"] = follows.amlt;
        v["half_beat_off"] = is_half_beat_off(beats, answered);
        if (is_steady(beats)) v["last_beat_15ms"] = last_beat_error(beats, answered) <= 0.015;
        if (!answer.beats.empty()) score.beats = Judged{answer.grid_confidence, f >= kGoodBeats};
    }
    if (truth.kind == "jump") {
        const auto jumps = tempo_jumps(truth.beats);
        int found = 0;
        for (const TempoJump& jump : jumps)
            found += finds_jump(answer.regions, jump,
                                truth.beats_per_bar.value_or(4) * 60.0 / std::min(jump.before, jump.after));
        if (!jumps.empty()) v["tempo_jump"] = static_cast<double>(found) / static_cast<double>(jumps.size());
    }
    const auto downbeats = audible(truth.downbeats);
    if (downbeats.size() >= kFewestBeats)
        v["downbeat_f"] = f_measure(downbeats, trimmed(answer.downbeats, options.from));
    if (truth.beats_per_bar && truth.beats.size() >= kFewestBeats)
        v["metre_right"] = answer.beats_per_bar == truth.beats_per_bar;
}

void score_key(const Truth& truth, const Answer& answer, FileScore& score) {
    if (!truth.key) return;
    const bool right = answer.key == truth.key;
    score.values["key_exact"] = right;
    score.values["key_mirex"] = answer.key ? key_weighted(*truth.key, *answer.key) : 0.0;
    score.values[truth.key->mode == analysis::Mode::minor ? "key_mirex_minor" : "key_mirex_major"] =
        score.values["key_mirex"];
    score.values["key_both_fifths"] = answer.key ? key_weighted_both_fifths(*truth.key, *answer.key) : 0.0;
    if (answer.key) score.key_judged = Judged{answer.key_confidence, right};
}

/// The names that the program gives; annotators use others too, which say nothing about its own.
constexpr auto kNames =
    std::to_array<std::string_view>({"intro", "verse", "chorus", "drop", "break", "bridge", "build", "outro"});
constexpr double kBorderWindow = 3.0;
constexpr double kFineBorderWindow = 0.5;

void score_sections(const Truth& truth, const Answer& answer, FileScore& score) {
    if (truth.sections.empty()) return;
    auto& v = score.values;
    const Divisions divisions = aligned(truth.sections, answer.sections);
    v["section_f_3s"] = border_f(divisions, kBorderWindow, false);
    v["section_f_05s"] = border_f(divisions, kFineBorderWindow, false);
    if (truth.sections.size() >= 2) {
        v["section_inner_f_3s"] = border_f(divisions, kBorderWindow, true);
        v["section_inner_f_05s"] = border_f(divisions, kFineBorderWindow, true);
    }
    v["section_label_f"] = pairwise_label_f(divisions);
    std::vector<LabelledSpan> named = answer.sections;
    for (std::size_t i = 0; i < std::min(named.size(), answer.section_kinds.size()); ++i)
        named[i].label = answer.section_kinds[i];
    const double share = same_label_share(aligned(truth.sections, named), kNames);
    if (share >= 0.0) v["section_named"] = share;
    // The first section's beginning is no guess.
    for (std::size_t i = 1; i < std::min(answer.sections.size(), answer.section_confidences.size()); ++i)
        score.borders.push_back(
            {answer.section_confidences[i], std::ranges::any_of(truth.sections, [&](const LabelledSpan& span) {
                 return std::abs(span.start - answer.sections[i].start) <= kBorderWindow;
             })});
}

void score_chords(const Truth& truth, const Answer& answer, FileScore& score) {
    if (truth.chords.empty() || (!answer.chords && !answer.failure)) return;
    const std::vector<LabelledSpan> answered = answer.chords.value_or(std::vector<LabelledSpan>{});
    const auto agreement = chord_agreement(truth.chords, answered);
    if (!agreement) return;
    auto& v = score.values;
    if (agreement->root) v["chord_root"] = *agreement->root;
    if (agreement->majmin) v["chord_majmin"] = *agreement->majmin;
    if (agreement->sevenths) v["chord_sevenths"] = *agreement->sevenths;
    v["chord_segmentation"] = agreement->segmentation;
    for (const JudgedSpan& span : judge_spans(truth.chords, answered, ChordRule::sevenths))
        score.chords.push_back({span.confidence, span.right});
}

}  // namespace

std::span<const Measure> all_measures() { return kMeasures; }

FileScore score_file(const Truth& truth, const Answer& answer, const ScoreOptions& options) {
    FileScore score;
    score.set = truth.set;
    score.file = truth.file;
    if (const auto column = truth.columns.find(options.by); column != truth.columns.end()) score.group = column->second;
    score.duration = answer.duration;
    score.seconds = answer.seconds;
    score.true_bpm = truth.bpm;
    score.bpm = answer.bpm;
    if (truth.key) score.true_key = analysis::harte_of(*truth.key);
    if (answer.key) score.key = analysis::harte_of(*answer.key);
    if (answer.failure) {
        score.failure = answer.failure->text();
        if (answer.failure->code == ErrorCode::unsupported) return score;
    }
    score_tempo(truth, answer, score);
    score_beats(truth, answer, options, score);
    score_key(truth, answer, score);
    score_sections(truth, answer, score);
    score_chords(truth, answer, score);
    if (truth.integrated_lufs)
        score.values["loudness_right"] =
            answer.integrated_lufs &&
            std::abs(*answer.integrated_lufs - *truth.integrated_lufs) <= truth.lufs_tolerance;
    return score;
}

Summary summarise(std::string name, const std::vector<const FileScore*>& scores) {
    Summary summary;
    summary.name = std::move(name);
    std::vector<Judged> tempo;
    std::vector<Judged> beats;
    std::vector<Judged> key;
    std::vector<Judged> borders;
    std::vector<Judged> chords;
    std::vector<double> right;
    std::vector<double> octave;
    for (const FileScore* score : scores) {
        ++summary.files;
        summary.refused += !score->failure.empty();
        summary.duration += score->duration;
        summary.seconds += score->seconds;
        if (score->tempo) tempo.push_back(*score->tempo);
        if (score->tempo && score->tempo->right) right.push_back(score->tempo->confidence);
        if (score->tempo && score->octave_error) octave.push_back(score->tempo->confidence);
        if (score->beats) beats.push_back(*score->beats);
        if (score->key_judged) key.push_back(*score->key_judged);
        borders.insert(borders.end(), score->borders.begin(), score->borders.end());
        chords.insert(chords.end(), score->chords.begin(), score->chords.end());
    }
    for (const Measure& measure : kMeasures) {
        std::vector<double> values;
        for (const FileScore* score : scores)
            if (const auto found = score->values.find(std::string{measure.name}); found != score->values.end())
                values.push_back(found->second);
        if (values.empty()) continue;
        const auto hits = static_cast<int>(std::count(values.begin(), values.end(), 1.0));
        summary.measures.emplace_back(measure.name,
                                      measure.share ? share(hits, static_cast<int>(values.size())) : mean(values));
    }
    summary.octave_errors = static_cast<int>(octave.size());
    summary.sure_when_right = median(std::move(right));
    summary.sure_when_octave = median(std::move(octave));
    summary.tempo = reliability(tempo);
    summary.beats = reliability(beats);
    summary.key = reliability(key);
    summary.borders = reliability(borders);
    summary.chords = reliability(chords);
    return summary;
}

}  // namespace stratum::evaluate
