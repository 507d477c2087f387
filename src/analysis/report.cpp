#include "stratum/analysis/report.hpp"

#include <algorithm>

namespace stratum::analysis {
namespace {

constexpr std::array<std::pair<TempoRelation, std::string_view>, 12> kRelations{{
    {TempoRelation::same, "same"},
    {TempoRelation::half, "half"},
    {TempoRelation::double_, "double"},
    {TempoRelation::third, "third"},
    {TempoRelation::triple, "triple"},
    {TempoRelation::two_thirds, "two_thirds"},
    {TempoRelation::three_halves, "three_halves"},
    {TempoRelation::three_quarters, "three_quarters"},
    {TempoRelation::four_thirds, "four_thirds"},
    {TempoRelation::four_fifths, "four_fifths"},
    {TempoRelation::five_quarters, "five_quarters"},
    {TempoRelation::other, "other"},
}};

constexpr std::array<std::pair<GridKind, std::string_view>, 3> kGridKinds{{
    {GridKind::constant, "constant"},
    {GridKind::piecewise, "piecewise"},
    {GridKind::flexible, "flexible"},
}};

constexpr std::array<std::pair<SectionKind, std::string_view>, 9> kSectionKinds{{
    {SectionKind::intro, "intro"},
    {SectionKind::verse, "verse"},
    {SectionKind::chorus, "chorus"},
    {SectionKind::drop, "drop"},
    {SectionKind::break_, "break"},
    {SectionKind::bridge, "bridge"},
    {SectionKind::build, "build"},
    {SectionKind::outro, "outro"},
    {SectionKind::other, "other"},
}};

}  // namespace

std::string_view name_of(TempoRelation relation) { return find_name(kRelations, relation); }
bool from_name(std::string_view name, TempoRelation& out) { return find_name(kRelations, name, out); }
std::string_view name_of(GridKind kind) { return find_name(kGridKinds, kind); }
bool from_name(std::string_view name, GridKind& out) { return find_name(kGridKinds, name, out); }
std::string_view name_of(SectionKind kind) { return find_name(kSectionKinds, kind); }
bool from_name(std::string_view name, SectionKind& out) { return find_name(kSectionKinds, name, out); }

std::optional<double> presence_between(const VocalCurve& vocals, Seconds start, Seconds end) {
    const double hop = vocals.hop.value();
    const double first = std::max(0.0, start.value()) / hop;
    if (!(hop > 0.0) || !(first < static_cast<double>(vocals.presence.size()))) return std::nullopt;
    double sum = 0.0;
    double length = 0.0;
    for (auto n = static_cast<std::size_t>(first); n < vocals.presence.size(); ++n) {
        const double from = std::max(start.value(), static_cast<double>(n) * hop);
        const double to = std::min(end.value(), static_cast<double>(n + 1) * hop);
        if (to <= from) break;
        sum += (to - from) * vocals.presence[n];
        length += to - from;
    }
    return length > 0.0 ? std::optional{0.01 * sum / length} : std::nullopt;
}

}  // namespace stratum::analysis
