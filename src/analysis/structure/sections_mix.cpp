#include "structure/sections_mix.hpp"

#include <algorithm>

namespace stratum::analysis::structure {
namespace {

constexpr float kNotes = 16.0F;  // dB; see docs/methods/structure.md
constexpr std::size_t kPhrase = 4;

MixPoint point_at(const Bars& bars, std::size_t from, std::size_t to, const std::vector<bool>& notes, double chance) {
    MixPoint point;
    point.time = Seconds{bars.bars[from].start};
    point.bars = static_cast<int>(to - from);
    while (from < to && !notes[from]) ++from, ++point.free_bars;
    point.confidence = std::clamp(chance, 0.0, 1.0);
    return point;
}

bool mixable(const Bars& bars, std::span<const Stretch> sections) {
    return bars.unit == Unit::downbeat && sections.size() >= 2;
}

}  // namespace

std::vector<bool> bars_with_notes(const Bars& bars) {
    std::vector<float> levels;
    for (const Bar& bar : bars.bars) levels.push_back(bar.tonal);
    if (levels.empty()) return {};
    const auto high = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() * 9 / 10);
    std::ranges::nth_element(levels, high);
    std::vector<bool> notes;
    for (const Bar& bar : bars.bars) notes.push_back(bar.tonal > *high - kNotes);
    return notes;
}

std::optional<MixPoint> mix_in_of(const Bars& bars, std::span<const Stretch> sections, std::span<const Border> borders,
                                  const std::vector<bool>& notes, double trust) {
    if (!mixable(bars, sections)) return std::nullopt;
    const std::size_t first = bars.begins_on_mark ? 0 : 1;
    const std::size_t second_section = sections[1].from;
    if (second_section <= first || 2 * second_section > bars.size()) return std::nullopt;
    const std::size_t whole = second_section - first;
    const std::size_t from = whole >= kPhrase ? second_section - whole / kPhrase * kPhrase : first;
    return point_at(bars, from, second_section, notes, trust * borders[1].chance);
}

std::optional<MixPoint> mix_out_of(const Bars& bars, std::span<const Stretch> sections, std::span<const Border> borders,
                                   const std::vector<bool>& notes, double trust) {
    if (!mixable(bars, sections)) return std::nullopt;
    for (const std::size_t least : {kPhrase, kPhrase / 2})
        for (std::size_t i = sections.size(); i-- > 1;)
            if (bars.size() - sections[i].from >= least && 2 * sections[i].from >= bars.size())
                return point_at(bars, sections[i].from, bars.size(), notes, trust * borders[i].chance);
    return std::nullopt;
}

}  // namespace stratum::analysis::structure
