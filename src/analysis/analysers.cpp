#include "stratum/analysis/analysers.hpp"

#include "report_check.hpp"

namespace stratum::analysis {
namespace {

constexpr std::array kEnergyInputs{AnalyserId::rhythm, AnalyserId::loudness, AnalyserId::timbre};
constexpr std::array kStructureInputs{AnalyserId::rhythm, AnalyserId::harmony, AnalyserId::loudness};

constexpr std::array kChordInputs{AnalyserId::rhythm, AnalyserId::harmony};
constexpr std::array kTheoryInputs{AnalyserId::rhythm, AnalyserId::harmony, AnalyserId::chords};

constexpr std::array<AnalyserInfo, kAllAnalysers.size()> kInfos{{
    {AnalyserId::rhythm, "rhythm", 5, {}, true, true},
    {AnalyserId::harmony, "harmony", 4, {}, true, true},
    {AnalyserId::loudness, "loudness", 1, {}, true, true},
    {AnalyserId::waveform, "waveform", 1, {}, true, true},
    {AnalyserId::silence, "silence", 1, {}, true, true},
    {AnalyserId::fingerprint, "fingerprint", 1, {}, true, true},
    {AnalyserId::timbre, "timbre", 1, {}, true, true},
    {AnalyserId::energy, "energy", 1, kEnergyInputs, false, true},
    {AnalyserId::structure, "structure", 3, kStructureInputs, true, true},
    {AnalyserId::chords, "chords", 2, kChordInputs, true, false},
    {AnalyserId::theory, "theory", 2, kTheoryInputs, false, false},
    {AnalyserId::drums, "drums", 1, {}, true, false},
    {AnalyserId::melody, "melody", 1, {}, true, false},
    {AnalyserId::bass, "bass", 1, {}, true, false},
}};

/// Calls `f` with the member of the report that belongs to the analyser.
template <class ReportType, class F>
auto with_part(ReportType& report, AnalyserId id, F f) {
    switch (id) {
        case AnalyserId::rhythm:
            return f(report.rhythm);
        case AnalyserId::harmony:
            return f(report.harmony);
        case AnalyserId::loudness:
            return f(report.loudness);
        case AnalyserId::waveform:
            return f(report.waveform);
        case AnalyserId::silence:
            return f(report.silence);
        case AnalyserId::fingerprint:
            return f(report.fingerprint);
        case AnalyserId::timbre:
            return f(report.timbre);
        case AnalyserId::structure:
            return f(report.structure);
        case AnalyserId::chords:
            return f(report.chords);
        case AnalyserId::theory:
            return f(report.theory);
        case AnalyserId::drums:
            return f(report.drums);
        case AnalyserId::melody:
            return f(report.melody);
        case AnalyserId::bass:
            return f(report.bass);
        case AnalyserId::energy:
            break;
    }
    return f(report.energy);
}

}  // namespace

const AnalyserInfo& info_of(AnalyserId id) { return kInfos[static_cast<std::size_t>(id)]; }
std::string_view name_of(AnalyserId id) { return info_of(id).name; }
bool from_name(std::string_view name, AnalyserId& out) {
    for (const auto& info : kInfos)
        if (info.name == name) return out = info.id, true;
    return false;
}

Bytes part_to_cbor(const Report& report, AnalyserId id) {
    return with_part(report, id, [](const auto& part) { return part ? to_cbor(*part) : Bytes{}; });
}

Result<void> part_from_cbor(Report& report, AnalyserId id, std::span<const std::uint8_t> data) {
    return with_part(report, id, [&]<class Part>(std::optional<Part>& part) -> Result<void> {
        STRATUM_TRY(auto read, from_cbor<Part>(data));
        STRATUM_TRY_VOID(check(read));
        part = std::move(read);
        return {};
    });
}

void remove_part(Report& report, AnalyserId id) {
    with_part(report, id, [](auto& part) { part.reset(); });
}

Result<Report> report_from_cbor(std::span<const std::uint8_t> data) {
    STRATUM_TRY(auto report, from_cbor<Report>(data));
    STRATUM_TRY_VOID(check(report));
    return report;
}

}  // namespace stratum::analysis
