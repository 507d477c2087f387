#include "stratum/library/corrections.hpp"

#include "follow_beats.hpp"
#include "stratum/analysis/analyzer.hpp"
#include "stratum/base/fields.hpp"

#include <utility>

namespace stratum::library {
namespace {

constexpr std::array<std::pair<CorrectedField, std::string_view>, kCorrectedFields.size()> kNames{{
    {CorrectedField::tempo, "rhythm.tempo"},
    {CorrectedField::grid, "rhythm.grid"},
    {CorrectedField::metre, "rhythm.metre"},
    {CorrectedField::key, "harmony.key"},
}};

}  // namespace

std::string_view name_of(CorrectedField field) { return find_name(kNames, field); }
bool from_name(std::string_view name, CorrectedField& out) { return find_name(kNames, name, out); }

bool Corrections::has(CorrectedField field) const {
    switch (field) {
        case CorrectedField::tempo:
            return tempo.has_value();
        case CorrectedField::grid:
            return grid.has_value();
        case CorrectedField::metre:
            return beats_per_bar.has_value();
        case CorrectedField::key:
            break;
    }
    return key.has_value();
}

analysis::Report laid_over(analysis::Report report, const Corrections& corrections) {
    if ((corrections.tempo || corrections.grid || corrections.beats_per_bar) && !report.rhythm) report.rhythm.emplace();
    if (corrections.tempo) {
        auto opinions =
            report.rhythm->tempo ? std::move(report.rhythm->tempo->opinions) : std::vector<analysis::TempoOpinion>{};
        report.rhythm->tempo =
            analysis::Tempo{.bpm = *corrections.tempo, .confidence = 1.0, .opinions = std::move(opinions)};
        report.rhythm->range_set_aside.reset();  // A person has answered that.
    }
    // A person who found the beats right as they were moves nothing.
    const bool other_beats =
        corrections.grid && (!report.rhythm->grid || report.rhythm->grid->beats != corrections.grid->beats ||
                             report.rhythm->grid->downbeats != corrections.grid->downbeats);
    if (corrections.grid) {
        report.rhythm->grid = corrections.grid;
        // Bars belong to the beats: a grid without any has no metre, whatever was heard before.
        if (report.rhythm->grid->downbeats.empty()) report.rhythm->metre.reset();
    }
    if (corrections.beats_per_bar) report.rhythm->metre = analysis::Metre{*corrections.beats_per_bar, 1.0};
    if (report.rhythm && report.rhythm->metre && report.rhythm->grid)
        report.rhythm->metre->changes = analysis::metre_changes(*report.rhythm->grid);
    if (corrections.key) {
        if (!report.harmony) report.harmony.emplace();
        auto opinions =
            report.harmony->key ? std::move(report.harmony->key->opinions) : std::vector<analysis::KeyOpinion>{};
        report.harmony->key =
            analysis::KeyEstimate{.key = corrections.key->key, .confidence = 1.0, .opinions = std::move(opinions)};
        report.harmony->key_over_time = corrections.key->over_time;
        if (report.harmony->key_over_time.empty())
            report.harmony->key_over_time.push_back({Seconds{}, report.duration, corrections.key->key, 1.0});
    }
    if (other_beats) follow_beats(report);
    if (report.theory && report.chords && (other_beats || corrections.key)) {
        analysis::AnalyserSet theory;
        theory.add(analysis::AnalyserId::theory);
        analysis::derive(report, theory);
    }
    return report;
}

Corrections shown_in(const analysis::Report& report) {
    Corrections shown;
    if (report.rhythm) {
        if (report.rhythm->tempo) shown.tempo = report.rhythm->tempo->bpm;
        shown.grid = report.rhythm->grid;
        if (shown.grid) shown.grid->confidence = 1.0;
        if (report.rhythm->metre) shown.beats_per_bar = report.rhythm->metre->beats_per_bar;
    }
    if (report.harmony && report.harmony->key)
        shown.key = CorrectedKey{report.harmony->key->key, report.harmony->key_over_time};
    return shown;
}

}  // namespace stratum::library
