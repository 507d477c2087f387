#include "segments.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <map>

namespace stratum::evaluate {
namespace {

constexpr std::size_t kFewestBeats = 8;
constexpr double kMostOfIt = 0.8;

std::vector<double> times_within(const std::vector<double>& times, double start, double length) {
    std::vector<double> inside;
    for (const double time : times)
        if (time >= start && time < start + length) inside.push_back(time - start);
    return inside;
}

std::vector<LabelledSpan> spans_within(const std::vector<LabelledSpan>& spans, double start, double length) {
    std::vector<LabelledSpan> inside;
    for (LabelledSpan span : spans) {
        span.start = std::max(0.0, span.start - start);
        span.end = std::min(length, span.end - start);
        if (span.end > span.start) inside.push_back(std::move(span));
    }
    return inside;
}

double median_interval(const std::vector<double>& beats) {
    std::vector<double> intervals;
    for (std::size_t i = 1; i < beats.size(); ++i) intervals.push_back(beats[i] - beats[i - 1]);
    const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
    std::ranges::nth_element(intervals, middle);
    return *middle;
}

std::optional<analysis::Key> key_within(const Truth& truth, double start, double length) {
    if (truth.keys.empty()) return truth.key;
    std::map<std::string, double> held;
    for (const LabelledSpan& span : spans_within(truth.keys, start, length)) held[span.label] += span.end - span.start;
    for (const auto& [name, time] : held)
        if (time >= kMostOfIt * length) return analysis::parse_key(name);
    return {};
}

}  // namespace

Truth part_of(const Truth& truth, double start, double length) {
    Truth part = truth;
    part.file += "#" + format_fixed(start, 0) + "-" + format_fixed(start + length, 0);
    part.beats = times_within(truth.beats, start, length);
    part.downbeats = times_within(truth.downbeats, start, length);
    part.chords = spans_within(truth.chords, start, length);
    part.key = key_within(truth, start, length);
    part.keys.clear();
    part.sections.clear();
    part.integrated_lufs.reset();
    if (!truth.beats.empty()) {
        part.bpm.reset();
        if (part.beats.size() >= kFewestBeats) {
            const bool steady = truth.kind == "constant" && truth.bpm;
            part.bpm = steady ? *truth.bpm : 60.0 / median_interval(part.beats);
        } else {
            part.beats.clear();
        }
    }
    return part;
}

}  // namespace stratum::evaluate
