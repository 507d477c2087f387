#include "correction_rows.hpp"

#include "stratum/analysis/analysers.hpp"
#include "stratum/library/beat_edit.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::library {
namespace {

/// The heard beats at the tempo that a person said: at the level that this tempo is of, or else on a grid of its own.
Result<analysis::Rhythm> at_tempo(const analysis::Report& report, Bpm tempo) {
    constexpr double kSame = 0.01;
    constexpr std::array<TempoRatio, 5> kLevels{{{1, 1}, {2, 1}, {1, 2}, {3, 2}, {2, 3}}};
    if (report.rhythm && report.rhythm->tempo) {
        const double wanted = tempo / report.rhythm->tempo->bpm;
        for (const TempoRatio level : kLevels)
            if (std::abs(wanted * level.over / level.times - 1.0) < kSame) return scale_beats(report, level);
    }
    return fit_beats(report, tempo);
}

}  // namespace

Bytes to_value(const Corrections& values, CorrectedField field) {
    if (!values.has(field)) return {};
    analysis::Report part;
    switch (field) {
        case CorrectedField::tempo:
            part.rhythm.emplace().tempo = analysis::Tempo{.bpm = *values.tempo, .confidence = 1.0};
            break;
        case CorrectedField::grid:
            part.rhythm.emplace().grid = values.grid;
            break;
        case CorrectedField::metre:
            part.rhythm.emplace().metre = analysis::Metre{*values.beats_per_bar, 1.0};
            break;
        case CorrectedField::key:
            part.harmony.emplace().key = analysis::KeyEstimate{.key = values.key->key, .confidence = 1.0};
            part.harmony->key_over_time = values.key->over_time;
            break;
    }
    return analysis::part_to_cbor(
        part, field == CorrectedField::key ? analysis::AnalyserId::harmony : analysis::AnalyserId::rhythm);
}

Result<void> from_value(Corrections& values, CorrectedField field, const Bytes& value) {
    analysis::Report part;
    const auto read = analysis::part_from_cbor(
        part, field == CorrectedField::key ? analysis::AnalyserId::harmony : analysis::AnalyserId::rhythm, value);
    if (!read) return read.error().within("the library holds a damaged correction");
    const Corrections found = shown_in(part);
    if (!found.has(field)) return error(ErrorCode::corrupt, "the library holds a correction without a value");
    switch (field) {
        case CorrectedField::tempo:
            values.tempo = found.tempo;
            break;
        case CorrectedField::grid:
            values.grid = found.grid;
            break;
        case CorrectedField::metre:
            values.beats_per_bar = found.beats_per_bar;
            break;
        case CorrectedField::key:
            values.key = found.key;
            break;
    }
    return {};
}

Result<KeptCorrections> kept_corrections(store::Database& database, const Uuid& workspace, const Uuid& track) {
    KeptCorrections kept;
    STRATUM_TRY_VOID(database.each(
        "SELECT c.field, c.value, c.content_id FROM corrections c WHERE c.workspace_id = $1 AND c.track_id = $2 AND "
        "length(c.value) > 0 AND NOT EXISTS (SELECT 1 FROM corrections n WHERE n.workspace_id = c.workspace_id AND "
        "n.track_id "
        "= c.track_id AND n.field = c.field AND n.step > c.step)",
        {workspace.bytes, track.bytes}, [&](const store::Row& row) -> Result<void> {
            CorrectedField field{};
            if (!from_name(row.text(0), field)) return {};  // of a newer program
            STRATUM_TRY_VOID(from_value(kept.values, field, row.bytes(1)));
            if (field == CorrectedField::grid && row.bytes(2).size() == kept.grid_of.size())
                std::ranges::copy(row.bytes(2), kept.grid_of.begin());
            return {};
        }));
    return kept;
}

Corrections fitting(KeptCorrections kept, const analysis::Report& report, const media::ContentId& content) {
    Corrections& values = kept.values;
    if (!values.grid || kept.grid_of == content) return std::move(values);
    values.grid.reset();
    values.beats_per_bar.reset();
    if (!values.tempo) return std::move(values);
    if (auto rhythm = at_tempo(report, *values.tempo); rhythm && rhythm->grid) {
        values.grid = std::move(rhythm->grid);
        // Nobody has looked at these beats.
        values.grid->confidence = report.rhythm && report.rhythm->grid ? report.rhythm->grid->confidence : 0.0;
        if (rhythm->metre) values.beats_per_bar = rhythm->metre->beats_per_bar;
    }
    return std::move(values);
}

}  // namespace stratum::library
