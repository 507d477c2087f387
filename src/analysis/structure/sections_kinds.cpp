#include "structure/sections_kinds.hpp"

#include "structure/sections_kind_weights.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::structure {
namespace {

constexpr std::size_t kLowBands = 8;   // to 280 Hz
constexpr std::size_t kHighBands = 7;  // from 2.2 kHz
constexpr float kLevelUnit = 6.0F;     // dB
constexpr float kStrokeUnit = 2.0F;    // dB

/// One section in a few numbers.
struct Sound {
    float loud = 0.0F;
    float low = 0.0F;
    float middle = 0.0F;
    float high = 0.0F;
    float stroke = 0.0F;
    float tonal = 0.0F;
    float onsets = 0.0F;
};

float mean_of(std::span<const float> values) {
    float sum = 0.0F;
    for (const float x : values) sum += x;
    return sum / static_cast<float>(values.size());
}

Sound sound_of(const Bar& bar) {
    const std::span<const float> level{bar.level};
    return {.loud = bar.loud,
            .low = mean_of(level.first(kLowBands)),
            .middle = mean_of(level.subspan(kLowBands, level.size() - kLowBands - kHighBands)),
            .high = mean_of(level.last(kHighBands)),
            .stroke = mean_of(bar.stroke),
            .tonal = bar.tonal,
            .onsets = bar.onsets};
}

}  // namespace

std::vector<KindCues> kind_cues(const Bars& bars, std::span<const Stretch> sections,
                                std::span<const std::size_t> groups, const Rhythm* rhythm) {
    const BarSums sums{bars};
    std::vector<Sound> sounds;
    Sound most{-200.0F, -200.0F, -200.0F, -200.0F, -200.0F, -200.0F, -200.0F};
    Sound strongest;
    for (const Stretch& section : sections) {
        const Sound sound = sound_of(sums.mean(section.from, section.to));
        if (sound.loud > most.loud) strongest = sound;
        for (float Sound::* part :
             {&Sound::loud, &Sound::low, &Sound::middle, &Sound::high, &Sound::stroke, &Sound::tonal, &Sound::onsets})
            most.*part = std::max(most.*part, sound.*part);
        sounds.push_back(sound);
    }
    const double begin = bars.bars.front().start;
    const double length = std::max(0.1, bars.bars.back().end - begin);
    const bool machine = rhythm != nullptr && rhythm->grid && rhythm->grid->kind != GridKind::flexible;
    const double tempo = rhythm != nullptr && rhythm->tempo ? rhythm->tempo->bpm.value() / 120.0 - 1.0 : 0.0;

    std::vector<KindCues> result;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        KindCues cues{};
        const auto set = [&](KindCue cue, double value) {
            cues[static_cast<std::size_t>(cue)] = static_cast<float>(value);
        };
        const Stretch& section = sections[i];
        const Sound& here = sounds[i];
        const Sound& next = sounds[std::min(i + 1, sounds.size() - 1)];
        const Sound& last = sounds[i - std::min<std::size_t>(i, 1)];
        const double from = bars.bars[section.from].start;
        const double to = bars.bars[section.to - 1].end;
        const double place = (0.5 * (from + to) - begin) / length;
        set(KindCue::first_one, i == 0);
        set(KindCue::last_one, i + 1 == sections.size());
        set(KindCue::place, place);
        set(KindCue::place_2, place * place);
        set(KindCue::length, std::log2(static_cast<double>(section.bars())));
        set(KindCue::share, (to - from) / length);
        set(KindCue::loud, (here.loud - most.loud) / kLevelUnit);
        set(KindCue::low, (here.low - most.low) / kLevelUnit);
        set(KindCue::high, (here.high - most.high) / kLevelUnit);
        set(KindCue::stroke, (here.stroke - most.stroke) / kStrokeUnit);
        set(KindCue::tonal, (here.tonal - most.tonal) / kLevelUnit);
        set(KindCue::onsets, (here.onsets - most.onsets) / kStrokeUnit);
        set(KindCue::loud_next, (next.loud - here.loud) / kLevelUnit);
        set(KindCue::low_next, (next.low - here.low) / kLevelUnit);
        set(KindCue::stroke_next, (next.stroke - here.stroke) / kStrokeUnit);
        set(KindCue::loud_last, (last.loud - here.loud) / kLevelUnit);
        set(KindCue::low_last, (last.low - here.low) / kLevelUnit);
        set(KindCue::stroke_last, (last.stroke - here.stroke) / kStrokeUnit);
        if (section.bars() >= 2) {
            const std::size_t middle = section.from + section.bars() / 2;
            const Sound first_half = sound_of(sums.mean(section.from, middle));
            const Sound second_half = sound_of(sums.mean(middle, section.to));
            set(KindCue::rise, (second_half.loud - first_half.loud) / kLevelUnit);
            set(KindCue::rise_high, (second_half.high - first_half.high) / kLevelUnit);
        }
        const auto same = std::ranges::count(groups, groups[i]);
        set(KindCue::repeated, same > 1);
        set(KindCue::again,
            std::ranges::find(groups.first(i), groups[i]) != groups.begin() + static_cast<std::ptrdiff_t>(i));
        set(KindCue::machine, machine);
        set(KindCue::tempo, tempo);
        set(KindCue::bass, (strongest.low - strongest.middle) / kLevelUnit);
        set(KindCue::bright, (strongest.high - strongest.middle) / kLevelUnit);
        set(KindCue::drums, strongest.stroke / kStrokeUnit);
        set(KindCue::dense, strongest.onsets / kStrokeUnit);
        result.push_back(cues);
    }
    return result;
}

std::vector<NamedKind> name_sections(const Bars& bars, std::span<const Stretch> sections,
                                     std::span<const std::size_t> groups, const Rhythm* rhythm) {
    std::vector<NamedKind> names(sections.size());
    if (sections.size() < 2) return names;
    using Odds = std::array<double, kKinds.size()>;
    std::vector<Odds> odds;
    // Log of what each family explains, over all sections.
    double song = 0.0;
    double track = 0.0;
    const auto of_song = [](SectionKind kind) {
        return kind == SectionKind::verse || kind == SectionKind::chorus || kind == SectionKind::bridge;
    };
    const auto of_both = [](SectionKind kind) { return kind == SectionKind::intro || kind == SectionKind::outro; };
    for (const KindCues& cues : kind_cues(bars, sections, groups, rhythm)) {
        Odds one = kKindBias;
        for (std::size_t kind = 0; kind < kKinds.size(); ++kind)
            for (std::size_t i = 0; i < kKindCues; ++i) one[kind] += kKindWeights[kind][i] * cues[i];
        const double most = *std::ranges::max_element(one);
        double sum = 0.0;
        for (double& x : one) sum += x = std::exp(x - most);
        double in_song = 0.0;
        double in_track = 0.0;
        for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
            one[kind] /= sum;
            if (of_both(kKinds[kind]) || of_song(kKinds[kind])) in_song += one[kind];
            if (of_both(kKinds[kind]) || !of_song(kKinds[kind])) in_track += one[kind];
        }
        song += std::log(in_song);
        track += std::log(in_track);
        odds.push_back(one);
    }
    const bool is_song = song >= track;
    // Which of the families it is has a chance of its own.
    const double family = 1.0 / (1.0 + std::exp(-std::min(std::abs(song - track), 30.0)));
    const auto name = [&](const Odds& one, bool edges) {
        double sum = 0.0;
        std::size_t best = 0;
        double most = -1.0;
        for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
            const bool edge = of_both(kKinds[kind]);
            if (edge ? !edges : of_song(kKinds[kind]) != is_song) continue;
            sum += one[kind];
            if (one[kind] > most) most = one[kind], best = kind;
        }
        const double chance = sum > 0.0 ? most / sum : 0.0;
        return NamedKind{kKinds[best], std::clamp(chance * (of_both(kKinds[best]) ? 1.0 : family), 0.0, 1.0)};
    };
    for (std::size_t i = 0; i < odds.size(); ++i) names[i] = name(odds[i], true);
    // An intro has nothing but intro before it, and an outro nothing else behind it.
    const auto lead = std::ranges::find_if(names, [](const NamedKind& x) { return x.kind != SectionKind::intro; });
    const auto tail =
        std::find_if(names.rbegin(), names.rend(), [](const NamedKind& x) { return x.kind != SectionKind::outro; });
    const auto first = static_cast<std::size_t>(lead - names.begin());
    const std::size_t last = names.size() - static_cast<std::size_t>(tail - names.rbegin());
    for (std::size_t i = first; i < last; ++i)
        if (of_both(names[i].kind)) names[i] = name(odds[i], false);
    return names;
}

}  // namespace stratum::analysis::structure
