#include "structure/sections_groups.hpp"

#include "structure/sections_group_weights.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace stratum::analysis::structure {
namespace {

constexpr std::size_t kCompared = 16;  // bars of two sections that are laid side by side

float likeness(const Bar& a, const Bar& b) {
    const Difference d = difference(a, b);
    return std::exp(-(d.broad / 4.0F + d.drums / 2.0F + d.chroma / 0.3F));
}

float side_by_side(const Bars& bars, Stretch a, Stretch b) {
    const std::size_t length = std::min({a.bars(), b.bars(), kCompared});
    float sum = 0.0F;
    for (std::size_t i = 0; i < length; ++i) sum += likeness(bars.bars[a.from + i], bars.bars[b.from + i]);
    return sum / static_cast<float>(length);
}

PairCues cues_of_pair(const Bars& bars, Stretch a, Stretch b, const Bar& mean_a, const Bar& mean_b) {
    const Difference d = difference(mean_a, mean_b);
    PairCues cues{};
    const auto set = [&](PairCue cue, float value) { cues[static_cast<std::size_t>(cue)] = value; };
    const auto grown = [](float x, float scale) { return std::log1p(x / scale); };
    set(PairCue::level, grown(d.level, 2.0F));
    set(PairCue::broad, grown(d.broad, 1.0F));
    set(PairCue::low, grown(d.low, 2.0F));
    set(PairCue::stroke, grown(d.stroke, 1.0F));
    set(PairCue::drums, grown(d.drums, 0.5F));
    set(PairCue::chroma, d.chroma);
    set(PairCue::tonal, grown(d.tonal, 3.0F));
    set(PairCue::loud, grown(d.loud, 1.0F));
    set(PairCue::same_bars, side_by_side(bars, a, b));
    set(PairCue::length, std::abs(std::log2(static_cast<float>(a.bars()) / static_cast<float>(b.bars()))));
    set(PairCue::neighbours, a.to == b.from ? 1.0F : 0.0F);
    return cues;
}

double log_odds(const PairCues& cues) {
    double sum = kPairBias;
    for (std::size_t i = 0; i < kPairCues; ++i) sum += kPairWeights[i] * cues[i];
    return sum;
}

std::vector<std::size_t> numbered(std::span<const std::size_t> of) {
    std::vector<std::size_t> seen;
    std::vector<std::size_t> result;
    for (const std::size_t group : of) {
        const auto found = std::ranges::find(seen, group);
        result.push_back(static_cast<std::size_t>(found - seen.begin()));
        if (found == seen.end()) seen.push_back(group);
    }
    return result;
}

std::vector<Bar> means_of(const Bars& bars, std::span<const Stretch> sections) {
    const BarSums sums{bars};
    std::vector<Bar> means;
    for (const Stretch& section : sections) means.push_back(sums.mean(section.from, section.to));
    return means;
}

/// Each with the likeliest of the sections before it, if that is likelier than not.
std::vector<std::size_t> follow(const Bars& bars, std::span<const Stretch> sections) {
    const std::vector<Bar> means = means_of(bars, sections);
    std::vector<std::size_t> of;
    for (std::size_t b = 0; b < sections.size(); ++b) {
        std::size_t best = b;
        double most = 0.0;
        for (std::size_t a = b - std::min(b, kMostGrouped); a < b; ++a) {
            const double odds = log_odds(cues_of_pair(bars, sections[a], sections[b], means[a], means[b]));
            if (odds > most) most = odds, best = a;
        }
        of.push_back(best == b ? b : of[best]);
    }
    return numbered(of);
}

}  // namespace

std::vector<PairCues> pair_cues(const Bars& bars, std::span<const Stretch> sections) {
    const std::vector<Bar> means = means_of(bars, sections);
    std::vector<PairCues> pairs;
    for (std::size_t a = 0; a < sections.size(); ++a)
        for (std::size_t b = a + 1; b < sections.size(); ++b)
            pairs.push_back(cues_of_pair(bars, sections[a], sections[b], means[a], means[b]));
    return pairs;
}

std::vector<std::size_t> group(const Bars& bars, std::span<const Stretch> sections) {
    if (sections.size() > kMostGrouped) return follow(bars, sections);
    const std::size_t size = sections.size();
    std::vector<double> odds(size * size, 0.0);
    const std::vector<PairCues> pairs = pair_cues(bars, sections);
    std::size_t at = 0;
    for (std::size_t a = 0; a < size; ++a)
        for (std::size_t b = a + 1; b < size; ++b) odds[a * size + b] = odds[b * size + a] = log_odds(pairs[at++]);

    std::vector<std::size_t> of(size);
    std::vector<double> members(size, 1.0);
    for (std::size_t i = 0; i < size; ++i) of[i] = i;
    for (;;) {
        double most = 0.0;
        std::size_t left = size;
        std::size_t right = size;
        for (std::size_t a = 0; a < size; ++a)
            for (std::size_t b = a + 1; b < size; ++b)
                if (members[a] > 0.0 && members[b] > 0.0 && odds[a * size + b] > most)
                    most = odds[a * size + b], left = a, right = b;
        if (left == size) break;
        for (std::size_t i = 0; i < size; ++i) {
            const double mean = (members[left] * odds[left * size + i] + members[right] * odds[right * size + i]) /
                                (members[left] + members[right]);
            odds[left * size + i] = odds[i * size + left] = mean;
        }
        members[left] += std::exchange(members[right], 0.0);
        for (std::size_t& one : of)
            if (one == right) one = left;
    }
    return numbered(of);
}

}  // namespace stratum::analysis::structure
