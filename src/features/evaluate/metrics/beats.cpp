#include "metrics/beats.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace stratum::evaluate {
namespace {

std::size_t nearest_to(std::span<const double> times, double time) {
    const auto after = std::lower_bound(times.begin(), times.end(), time);
    auto index = static_cast<std::size_t>(after - times.begin());
    if (index == times.size()) return times.size() - 1;
    // Of two that are equally near the earlier one counts.
    if (index > 0 && time - times[index - 1] <= times[index] - time) --index;
    while (index > 0 && times[index - 1] == times[index]) --index;
    return index;
}

struct Share {
    double longest = 0.0;
    double total = 0.0;
};

/// Whether beat m agrees with annotation n in place and in distance to its neighbour.
bool agrees(std::span<const double> truth, std::span<const double> answer, std::size_t n, std::size_t m) {
    const double distance = std::abs(answer[m] - truth[n]);
    double truth_interval = 0.0;
    double answer_interval = 0.0;
    if (m == 0 || n == 0) {
        // The first one looks forward, or back when nothing follows.
        if (n + 1 < truth.size())
            truth_interval = truth[n + 1] - truth[n];
        else
            truth_interval = n > 0 ? truth[n] - truth[n - 1] : 0.0;
        answer_interval = m + 1 < answer.size() ? answer[m + 1] - answer[m] : answer[m] - answer[m - 1];
    } else {
        truth_interval = truth[n] - truth[n - 1];
        answer_interval = answer[m] - answer[m - 1];
    }
    if (truth_interval == 0.0) return false;
    return std::abs(distance / truth_interval) < kContinuityTolerance &&
           std::abs(1.0 - answer_interval / truth_interval) < kContinuityTolerance;
}

Share correct_share(std::span<const double> truth, std::span<const double> answer) {
    std::vector<bool> used(truth.size(), false);
    std::size_t run = 0;
    std::size_t longest = 0;
    std::size_t total = 0;
    for (std::size_t m = 0; m < answer.size(); ++m) {
        const std::size_t n = nearest_to(truth, answer[m]);
        if (!used[n] && agrees(truth, answer, n, m)) {
            used[n] = true;
            ++total;
            longest = std::max(longest, ++run);
        } else {
            run = 0;
        }
    }
    const auto count = static_cast<double>(std::max(truth.size(), answer.size()));
    return {static_cast<double>(longest) / count, static_cast<double>(total) / count};
}

std::vector<double> every_other(std::span<const double> times, std::size_t from) {
    std::vector<double> out;
    for (std::size_t i = from; i < times.size(); i += 2) out.push_back(times[i]);
    return out;
}

}  // namespace

std::vector<double> trimmed(std::span<const double> times, double from) {
    std::vector<double> out;
    std::copy_if(times.begin(), times.end(), std::back_inserter(out), [&](double time) { return time >= from; });
    return out;
}

double f_measure(std::span<const double> truth, std::span<const double> answer, double window) {
    if (truth.empty() || answer.empty()) return 0.0;
    // On a line, with one window for all, pairing each with the earliest free partner is a largest matching.
    std::size_t matched = 0;
    std::size_t n = 0;
    for (std::size_t m = 0; m < answer.size() && n < truth.size();) {
        if (truth[n] >= answer[m] - window && truth[n] <= answer[m] + window)
            ++matched, ++m, ++n;
        else if (answer[m] < truth[n])
            ++m;
        else
            ++n;
    }
    return 2.0 * static_cast<double>(matched) / static_cast<double>(truth.size() + answer.size());
}

Continuity continuity(std::span<const double> truth, std::span<const double> answer) {
    if (truth.size() < 2 || answer.size() < 2) return {};
    const auto between = off_beats(truth);
    std::vector<double> twice;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        twice.push_back(truth[i]);
        if (i < between.size()) twice.push_back(between[i]);
    }
    const Share level = correct_share(truth, answer);
    Continuity result{level.longest, level.total, level.longest, level.total};
    for (const auto& variation : {between, twice, every_other(truth, 0), every_other(truth, 1)}) {
        const Share share = correct_share(variation, answer);
        result.amlc = std::max(result.amlc, share.longest);
        result.amlt = std::max(result.amlt, share.total);
    }
    return result;
}

std::vector<double> off_beats(std::span<const double> beats) {
    std::vector<double> out;
    for (std::size_t i = 1; i < beats.size(); ++i) out.push_back(beats[i - 1] + 0.5 * (beats[i] - beats[i - 1]));
    return out;
}

bool is_half_beat_off(std::span<const double> truth, std::span<const double> answer) {
    const double between = f_measure(off_beats(truth), answer);
    return between >= 0.6 && between > f_measure(truth, answer);
}

bool is_steady(std::span<const double> beats) {
    if (beats.size() < 8) return false;
    const double period = (beats.back() - beats.front()) / static_cast<double>(beats.size() - 1);
    for (std::size_t i = 0; i < beats.size(); ++i)
        if (std::abs(beats[i] - beats.front() - period * static_cast<double>(i)) > 0.003) return false;
    return true;
}

double last_beat_error(std::span<const double> truth, std::span<const double> answer) {
    if (truth.empty() || answer.empty()) return std::numeric_limits<double>::max();
    return std::abs(answer[nearest_to(answer, truth.back())] - truth.back());
}

}  // namespace stratum::evaluate
