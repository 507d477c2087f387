#include "structure/sections_cues.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace stratum::analysis::structure {
namespace {

constexpr float kLittle = 6.0F;        // dB of levels and strokes, what a steady passage may change by
constexpr float kCalm = 4.0F;          // dB likewise, from bar to bar: no music that was fitted on is calmer
constexpr std::size_t kBroad = 4;      // bands put together
constexpr std::size_t kLowBands = 8;   // to 280 Hz
constexpr std::size_t kHighBands = 7;  // from 2.2 kHz

float distance(std::span<const float> a, std::span<const float> b) {
    float sum = 0.0F;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return std::sqrt(sum / static_cast<float>(a.size()));
}

float broad_distance(const std::array<float, SectionTrack::kBands>& a,
                     const std::array<float, SectionTrack::kBands>& b) {
    float sum = 0.0F;
    for (std::size_t from = 0; from < a.size(); from += kBroad) {
        float mean = 0.0F;
        for (std::size_t i = from; i < from + kBroad; ++i) mean += (a[i] - b[i]) / static_cast<float>(kBroad);
        sum += mean * mean;
    }
    const std::size_t parts = a.size() / kBroad;
    return std::sqrt(sum / static_cast<float>(parts));
}

float cosine_distance(const std::array<float, 12>& a, const std::array<float, 12>& b) {
    const float aa = std::inner_product(a.begin(), a.end(), a.begin(), 0.0F);
    const float bb = std::inner_product(b.begin(), b.end(), b.begin(), 0.0F);
    if (!(aa > 0.0F) || !(bb > 0.0F)) return (aa > 0.0F) == (bb > 0.0F) ? 0.0F : 1.0F;
    return 1.0F - std::inner_product(a.begin(), a.end(), b.begin(), 0.0F) / std::sqrt(aa * bb);
}

float grown(float x, float scale) { return std::log1p(std::max(0.0F, x) / scale); }

/// Change from the `width` bars before `at` to those from it on.
Difference change(const BarSums& sums, std::size_t at, std::size_t width, std::size_t size) {
    return difference(sums.mean(at - std::min(at, width), at), sums.mean(at, std::min(size, at + width)));
}

/// `values[at]` less the mean of those `nearest` to `farthest` away.
float over_neighbours(std::span<const float> values, std::size_t at, std::size_t nearest, std::size_t farthest) {
    float sum = 0.0F;
    int count = 0;
    for (std::size_t step = nearest; step <= farthest; ++step) {
        if (at > step) sum += values[at - step], ++count;
        if (at + step < values.size()) sum += values[at + step], ++count;
    }
    return count > 0 ? values[at] - sum / static_cast<float>(count) : 0.0F;
}

/// `otherwise` of no values.
float median(std::vector<float>& values, float otherwise) {
    if (values.empty()) return otherwise;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// Median of the four values to either side, 1 where there are none.
float usual_around(std::span<const float> values, std::size_t at) {
    std::vector<float> around;
    for (std::size_t i = at > 4 ? at - 4 : 1; i < std::min(values.size(), at + 5); ++i)
        if (i != at) around.push_back(values[i]);
    return median(around, 1.0F);
}

}  // namespace

Difference difference(const Bar& a, const Bar& b) {
    const std::span<const float> left{a.level};
    const std::span<const float> right{b.level};
    return {.level = distance(left, right),
            .broad = broad_distance(a.level, b.level),
            .low = distance(left.first(kLowBands), right.first(kLowBands)),
            .high = distance(left.last(kHighBands), right.last(kHighBands)),
            .stroke = distance(a.stroke, b.stroke),
            .drums = broad_distance(a.stroke, b.stroke),
            .chroma = cosine_distance(a.chroma, b.chroma),
            .tonal = std::abs(a.tonal - b.tonal),
            .loud = std::abs(a.loud - b.loud)};
}

BarSums::BarSums(const Bars& bars) : sums_(bars.size() + 1) {
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const Bar& bar = bars.bars[i];
        auto& sum = sums_[i + 1];
        sum = sums_[i];
        std::size_t at = 0;
        for (const float x : bar.level) sum[at++] += x;
        for (const float x : bar.stroke) sum[at++] += x;
        for (const float x : bar.chroma) sum[at++] += x;
        sum[at++] += bar.tonal;
        sum[at++] += bar.loud;
        sum[at++] += bar.onsets;
    }
}

Bar BarSums::mean(std::size_t from, std::size_t to) const {
    Bar bar;
    const double share = 1.0 / static_cast<double>(to - from);
    std::size_t at = 0;
    const auto next = [&] {
        const double value = (sums_[to][at] - sums_[from][at]) * share;
        ++at;
        return static_cast<float>(value);
    };
    for (float& x : bar.level) x = next();
    for (float& x : bar.stroke) x = next();
    for (float& x : bar.chroma) x = next();
    bar.tonal = next();
    bar.loud = next();
    bar.onsets = next();
    return bar;
}

std::vector<Cues> cues_of(const Bars& bars) {
    const std::size_t size = bars.size();
    std::vector<Cues> cues(size, Cues{});
    if (size < 2) return cues;
    const BarSums sums{bars};
    std::vector<float> two(size, 0.0F);
    std::vector<float> four(size, 0.0F);
    std::vector<float> step(size, 0.0F);
    std::vector<float> unrest(size, 0.0F);
    for (std::size_t i = 1; i < size; ++i) {
        const auto set = [&, i](Cue cue, float value) { cues[i][static_cast<std::size_t>(cue)] = value; };
        const Difference one = change(sums, i, 1, size);
        const Difference by_two = change(sums, i, 2, size);
        const Difference by_four = change(sums, i, 4, size);
        const Difference by_eight = change(sums, i, 8, size);
        set(Cue::level_1, grown(one.level, 2.0F));
        set(Cue::level_2, grown(by_two.level, 2.0F));
        set(Cue::level_4, grown(by_four.level, 2.0F));
        set(Cue::level_8, grown(by_eight.level, 2.0F));
        set(Cue::broad_1, grown(one.broad, 1.0F));
        set(Cue::broad_2, grown(by_two.broad, 1.0F));
        set(Cue::broad_4, grown(by_four.broad, 1.0F));
        set(Cue::low_1, grown(one.low, 2.0F));
        set(Cue::low_2, grown(by_two.low, 2.0F));
        set(Cue::high_2, grown(by_two.high, 2.0F));
        set(Cue::stroke_1, grown(one.stroke, 1.0F));
        set(Cue::stroke_2, grown(by_two.stroke, 1.0F));
        set(Cue::stroke_4, grown(by_four.stroke, 1.0F));
        set(Cue::stroke_8, grown(by_eight.stroke, 1.0F));
        set(Cue::chroma_2, by_two.chroma);
        set(Cue::chroma_8, by_eight.chroma);
        set(Cue::tonal_2, grown(by_two.tonal, 3.0F));
        set(Cue::loud_1, grown(one.loud, 1.0F));
        set(Cue::loud_4, grown(by_four.loud, 1.0F));
        set(Cue::drums_2, grown(by_two.drums, 0.5F));
        step[i] = one.broad + 2.0F * one.drums;
        two[i] = by_two.level + 2.0F * by_two.stroke;
        four[i] = by_four.level + 2.0F * by_four.stroke;
        unrest[i] = one.level + 2.0F * one.stroke;
    }
    const float most = *std::ranges::max_element(four);
    for (std::size_t i = 1; i < size; ++i) {
        const auto set = [&, i](Cue cue, float value) { cues[i][static_cast<std::size_t>(cue)] = value; };
        const float usual = std::max(kCalm, usual_around(unrest, i));
        const float beside = std::max(i > 1 ? step[i - 1] : 0.0F, i + 1 < size ? step[i + 1] : 0.0F);
        set(Cue::peak_1, (step[i] - beside) / (step[i] + beside + 1.0F));
        set(Cue::peak_2, over_neighbours(two, i, 1, 2) / 6.0F);
        set(Cue::peak_4, over_neighbours(four, i, 2, 4) / 6.0F);
        set(Cue::unrest, grown(usual, 2.0F));
        set(Cue::against, grown(two[i] / (usual + 1.0F), 0.5F));
        set(Cue::relative, four[i] / (most + kLittle));
        std::vector<float> turns;
        for (const std::size_t bars_away : {4UL, 8UL}) {
            if (i > bars_away) turns.push_back(step[i - bars_away]);
            if (i + bars_away < size) turns.push_back(step[i + bars_away]);
        }
        set(Cue::loop, grown(step[i] / (median(turns, 0.0F) + 1.0F), 0.5F));
    }
    return cues;
}

}  // namespace stratum::analysis::structure
