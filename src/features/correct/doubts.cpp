#include "doubts.hpp"

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

/// Levels have operations of their own; for other relatives the tempo is said.
Operation taking(const analysis::TempoCandidate& candidate) {
    switch (candidate.relation) {
        case TempoRelation::half:
            return {.kind = OperationKind::halve};
        case TempoRelation::double_:
            return {.kind = OperationKind::double_};
        case TempoRelation::two_thirds:
            return {.kind = OperationKind::ratio, .ratio = {2, 3}};
        case TempoRelation::three_halves:
            return {.kind = OperationKind::ratio, .ratio = {3, 2}};
        default:
            return {.kind = OperationKind::tempo, .bpm = Bpm{std::round(candidate.bpm.value() * 100.0) / 100.0}};
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
        Doubt doubt{CorrectedField::tempo, tempo.confidence, tempo_text(tempo.bpm), "", "", {}};
        if (!tempo.alternatives.empty()) {
            const auto& other = tempo.alternatives.front();
            doubt.alternative = tempo_text(other.bpm) + relation_text(other.relation);
            doubt.operation = taking(other);
        }
        doubts.push_back(std::move(doubt));
    }
    if (report.rhythm && library::beats_are_in_question(*report.rhythm)) {
        const auto& grid = *report.rhythm->grid;
        doubts.push_back({CorrectedField::grid, grid.confidence,
                          "beats from " + format_fixed(grid.beats.front().value(), 3) + " s", "half a beat later", "",
                          Operation{.kind = OperationKind::shift, .beats = 0.5}});
    }
    if (report.harmony && report.harmony->key) {
        const auto& key = *report.harmony->key;
        Doubt doubt{CorrectedField::key, key.confidence, analysis::name_of(key.key), "", "", {}};
        if (!key.alternatives.empty()) {
            doubt.alternative = analysis::name_of(key.alternatives.front().key);
            doubt.operation = Operation{.kind = OperationKind::key, .key = key.alternatives.front().key};
        }
        doubts.push_back(std::move(doubt));
    }
    for (Doubt& doubt : doubts)
        if (doubt.operation) doubt.options = words_of(std::span{&*doubt.operation, 1});
    std::erase_if(doubts, [](const Doubt& doubt) { return !(doubt.confidence < 1.0); });
    std::ranges::sort(doubts, {}, [](const Doubt& doubt) { return std::pair{doubt.confidence, doubt.field}; });
    return doubts;
}

}  // namespace stratum::correct
