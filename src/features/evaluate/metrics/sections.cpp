#include "metrics/sections.hpp"

#include "metrics/beats.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace stratum::evaluate {
namespace {

constexpr double kFrame = 0.1;

std::vector<double> borders_of(const std::vector<LabelledSpan>& spans, bool inner) {
    std::vector<double> borders;
    for (const LabelledSpan& span : spans)
        for (const double time : {span.start, span.end}) borders.push_back(std::round(time * 1e5) / 1e5);
    std::ranges::sort(borders);
    borders.erase(std::ranges::unique(borders).begin(), borders.end());
    if (!inner) return borders;
    if (borders.size() <= 2) return {};
    return {borders.begin() + 1, borders.end() - 1};
}

/// A label for each frame; those before the first span and behind the last have none.
std::vector<std::string> frames_of(const std::vector<LabelledSpan>& spans) {
    std::vector<std::string> frames;
    if (spans.empty()) return frames;
    const auto count = static_cast<std::size_t>(std::floor(spans.back().end / kFrame));
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        // In single precision, as mir_eval counts them.
        const double time = static_cast<float>(i) * static_cast<float>(kFrame);
        while (at + 1 < spans.size() && spans[at + 1].start <= time) ++at;
        frames.push_back(spans[at].label);
        std::ranges::transform(frames.back(), frames.back().begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    }
    return frames;
}

double pairs(double n) { return n * (n - 1.0) / 2.0; }

}  // namespace

Divisions aligned(std::span<const LabelledSpan> truth, std::span<const LabelledSpan> answer) {
    Divisions both;
    const auto take = [](std::span<const LabelledSpan> from, std::vector<LabelledSpan>& to, double end) {
        for (LabelledSpan span : from) {
            span.start = std::max(0.0, span.start);
            span.end = std::min(end, span.end);
            if (span.end > span.start) to.push_back(std::move(span));
        }
        if (!to.empty() && to.front().start > 0.0) to.insert(to.begin(), {0.0, to.front().start, "__T_MIN"});
        if (!to.empty() && to.back().end < end && end < 1e300) to.push_back({to.back().end, end, "__T_MAX"});
    };
    take(truth, both.truth, 1e300);
    if (!both.truth.empty()) take(answer, both.answer, both.truth.back().end);
    return both;
}

double border_f(const Divisions& divisions, double window, bool inner) {
    return f_measure(borders_of(divisions.truth, inner), borders_of(divisions.answer, inner), window);
}

double pairwise_label_f(const Divisions& divisions) {
    const auto truth = frames_of(divisions.truth);
    const auto answer = frames_of(divisions.answer);
    const std::size_t count = std::min(truth.size(), answer.size());
    std::map<std::string, double> in_truth;
    std::map<std::string, double> in_answer;
    std::map<std::pair<std::string, std::string>, double> in_both;
    for (std::size_t i = 0; i < count; ++i) {
        in_truth[truth[i]] += 1.0;
        in_answer[answer[i]] += 1.0;
        in_both[{truth[i], answer[i]}] += 1.0;
    }
    const auto sum = [](const auto& counts) {
        double all = 0.0;
        for (const auto& [label, n] : counts) all += pairs(n);
        return all;
    };
    const double hits = sum(in_both);
    if (hits == 0.0) return 0.0;
    const double precision = hits / sum(in_answer);
    const double recall = hits / sum(in_truth);
    return 2.0 * precision * recall / (precision + recall);
}

double same_label_share(const Divisions& divisions, std::span<const std::string_view> known) {
    const auto truth = frames_of(divisions.truth);
    const auto answer = frames_of(divisions.answer);
    double judged = 0.0;
    double right = 0.0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (std::ranges::find(known, truth[i]) == known.end()) continue;
        judged += 1.0;
        right += i < answer.size() && answer[i] == truth[i];
    }
    return judged > 0.0 ? right / judged : -1.0;
}

}  // namespace stratum::evaluate
