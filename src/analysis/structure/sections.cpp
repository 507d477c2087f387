#include "structure/sections.hpp"

#include "frontend/registry.hpp"
#include "structure/sections_kinds.hpp"
#include "structure/sections_mix.hpp"
#include "structure/sections_search.hpp"
#include "vocals/vocal_listener.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace stratum::analysis::structure {
namespace {

float mean_level(const Bar& bar) {
    float sum = 0.0F;
    for (const float x : bar.level) sum += x;
    return sum / static_cast<float>(bar.level.size());
}

/// Level, fullness over the bands and density against the most of each: what a listener feels as a section's energy.
int energy_of(const Bar& here, float loudest, float fullest, float densest) {
    const auto short_of = [](float value, float limit, float range) {
        return std::clamp((value - limit) / range, -1.0F, 0.0F);
    };
    const float strength = 0.5F * short_of(here.loud, loudest, 15.0F) +
                           0.3F * short_of(mean_level(here), fullest, 20.0F) +
                           0.2F * short_of(here.onsets, densest, 8.0F);
    return static_cast<int>(std::lround(10.0F + 9.0F * strength));
}

/// Mean power of the windows of 3 s that lie within [start, end].
std::optional<Lufs> loudness_of(const Loudness* loudness, double start, double end) {
    constexpr double kWindow = 3.0;
    if (loudness == nullptr || !(loudness->curve_hop.value() > 0.0)) return std::nullopt;
    double power = 0.0;
    int count = 0;
    const double hop = loudness->curve_hop.value();
    // The value with index n ends at (n + 1) * hop.
    for (auto n = static_cast<std::size_t>(std::max(0.0, std::ceil((start + kWindow) / hop - 1.0)));
         n < loudness->short_term.size() && (static_cast<double>(n) + 1.0) * hop <= end; ++n) {
        power += std::pow(10.0, 0.1 * static_cast<double>(loudness->short_term[n]));
        ++count;
    }
    if (count == 0) return std::nullopt;
    const double level = 10.0 * std::log10(power / count);
    return level > -69.9 ? std::optional{Lufs{level}} : std::nullopt;
}

}  // namespace

std::string letter_of(std::size_t group) {
    std::string letters;
    for (std::size_t rest = group + 1; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters;
}

Structure hear_structure(const SectionTrack& track, const Report& report) {
    Structure structure;
    const Bars bars = gather_bars(track, report);
    if (bars.bars.empty()) return structure;
    const Rhythm* rhythm = report.rhythm ? &*report.rhythm : nullptr;
    const bool machine = rhythm != nullptr && rhythm->grid && rhythm->grid->kind != GridKind::flexible;
    const std::vector<Border> borders = find_borders(bars, border_evidence(cues_of(bars)), machine);

    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < borders.size(); ++i)
        stretches.push_back({borders[i].bar, i + 1 < borders.size() ? borders[i + 1].bar : bars.size()});
    const std::vector<std::size_t> groups = group(bars, stretches);
    const std::vector<NamedKind> kinds = name_sections(bars, stretches, groups, rhythm);
    const std::vector<bool> notes = bars_with_notes(bars);

    const BarSums sums{bars};
    std::vector<Bar> means;
    float loudest = -200.0F;
    float fullest = -200.0F;
    float densest = 0.0F;
    for (const Stretch& stretch : stretches) {
        const Bar& mean = means.emplace_back(sums.mean(stretch.from, stretch.to));
        loudest = std::max(loudest, mean.loud);
        fullest = std::max(fullest, mean_level(mean));
        densest = std::max(densest, mean.onsets);
    }
    for (std::size_t i = 0; i < stretches.size(); ++i) {
        const Stretch& stretch = stretches[i];
        Section section;
        section.start = Seconds{bars.bars[stretch.from].start};
        section.end = Seconds{bars.bars[stretch.to - 1].end};
        section.label = letter_of(groups[i]);
        section.kind = kinds[i].kind;
        section.kind_confidence = kinds[i].confidence;
        section.confidence = borders[i].chance;
        if (bars.unit == Unit::downbeat)
            section.bars = static_cast<int>(stretch.bars() - (i == 0 ? !bars.begins_on_mark : 0));
        section.energy = energy_of(means[i], loudest, fullest, densest);
        section.loudness =
            loudness_of(report.loudness ? &*report.loudness : nullptr, section.start.value(), section.end.value());
        const auto first = notes.begin() + static_cast<std::ptrdiff_t>(stretch.from);
        section.melody =
            static_cast<double>(std::count(first, first + static_cast<std::ptrdiff_t>(stretch.bars()), true)) /
            static_cast<double>(stretch.bars());
        structure.sections.push_back(std::move(section));
    }
    const double trust =
        rhythm != nullptr && rhythm->grid && rhythm->metre ? rhythm->grid->confidence * rhythm->metre->confidence : 0.0;
    structure.mix_in = mix_in_of(bars, stretches, borders, notes, trust);
    structure.mix_out = mix_out_of(bars, stretches, borders, notes, trust);
    return structure;
}

void tell_vocals(Structure& structure, std::optional<VocalCurve> vocals) {
    structure.vocals = std::move(vocals);
    for (Section& section : structure.sections)
        section.vocals =
            structure.vocals ? presence_between(*structure.vocals, section.start, section.end) : std::nullopt;
}

namespace {

class StructureAnalyser final : public Analyser {
  public:
    explicit StructureAnalyser(const StreamInfo& info) : voices_(info.networks) {}

    void spectrum(const dsp::SpectrumFrame& frame) override {
        listener_.hear(frame);
        voices_.hear(frame);
    }
    void finish(Report& report) override {
        report.structure = hear_structure(listener_.finish(), report);
        tell_vocals(*report.structure, voices_.finish());
    }

  private:
    SectionListener listener_;
    vocals::VocalListener voices_;
};

}  // namespace
}  // namespace stratum::analysis::structure

namespace stratum::analysis {

std::unique_ptr<Analyser> make_structure_analyser(const StreamInfo& info) {
    return std::make_unique<structure::StructureAnalyser>(info);
}

}  // namespace stratum::analysis
