#include "doubts.hpp"

#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/summaries.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace stratum::correct {
namespace {

using analysis::TempoRelation;
using library::CorrectedField;

std::string tempo_text(Bpm bpm) { return format_fixed(bpm.value(), 2) + " BPM"; }

/// Levels have options of their own; for other relatives the tempo is said.
std::string options_for(const analysis::TempoCandidate& candidate) {
    switch (candidate.relation) {
        case TempoRelation::half:
            return "--half";
        case TempoRelation::double_:
            return "--double";
        case TempoRelation::two_thirds:
            return "--two-thirds";
        case TempoRelation::three_halves:
            return "--three-halves";
        default:
            return "--bpm " + to_json(std::round(candidate.bpm.value() * 100.0) / 100.0);
    }
}

std::string relation_text(TempoRelation relation) {
    std::string name{name_of(relation)};
    std::ranges::replace(name, '_', ' ');
    return relation == TempoRelation::other || relation == TempoRelation::same ? "" : " (" + name + ")";
}

}  // namespace

std::vector<Doubt> doubts_of(const analysis::Report& report) {
    std::vector<Doubt> doubts;
    if (report.rhythm && report.rhythm->tempo) {
        const auto& tempo = *report.rhythm->tempo;
        Doubt doubt{CorrectedField::tempo, tempo.confidence, tempo_text(tempo.bpm), "", ""};
        if (!tempo.alternatives.empty()) {
            const auto& other = tempo.alternatives.front();
            doubt.alternative = tempo_text(other.bpm) + relation_text(other.relation);
            doubt.options = options_for(other);
        }
        doubts.push_back(std::move(doubt));
    }
    if (report.rhythm && library::beats_are_in_question(*report.rhythm)) {
        const auto& grid = *report.rhythm->grid;
        doubts.push_back({CorrectedField::grid, grid.confidence,
                          "beats from " + format_fixed(grid.beats.front().value(), 3) + " s", "half a beat later",
                          "--shift-beats 0.5"});
    }
    if (report.harmony && report.harmony->key) {
        const auto& key = *report.harmony->key;
        Doubt doubt{CorrectedField::key, key.confidence, analysis::name_of(key.key), "", ""};
        if (!key.alternatives.empty()) {
            doubt.alternative = analysis::name_of(key.alternatives.front().key);
            doubt.options = "--key " + analysis::short_name_of(key.alternatives.front().key);
        }
        doubts.push_back(std::move(doubt));
    }
    std::erase_if(doubts, [](const Doubt& doubt) { return !(doubt.confidence < 1.0); });
    std::ranges::sort(doubts, {}, [](const Doubt& doubt) { return std::pair{doubt.confidence, doubt.field}; });
    return doubts;
}

}  // namespace stratum::correct
