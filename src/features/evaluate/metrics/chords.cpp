#include "metrics/chords.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>

namespace stratum::evaluate {
namespace {

/// A quality's triad and seventh, and the degrees above the octave that it stands for.
struct Quality {
    std::string_view name;
    std::uint16_t tones;
    std::uint16_t above;
};

template <class... Tones>
constexpr std::uint16_t mask(Tones... tones) {
    return static_cast<std::uint16_t>((0U | ... | (1U << (static_cast<unsigned>(tones) % 12U))));
}
constexpr std::uint16_t kNinth = mask(2);
constexpr std::uint16_t kEleventh = mask(2, 5);
constexpr std::uint16_t kThirteenth = mask(2, 5, 9);
constexpr std::array kQualities{
    Quality{"maj", mask(0, 4, 7), 0},
    Quality{"min", mask(0, 3, 7), 0},
    Quality{"aug", mask(0, 4, 8), 0},
    Quality{"dim", mask(0, 3, 6), 0},
    Quality{"sus4", mask(0, 5, 7), 0},
    Quality{"sus2", mask(0, 2, 7), 0},
    Quality{"7", mask(0, 4, 7, 10), 0},
    Quality{"maj7", mask(0, 4, 7, 11), 0},
    Quality{"min7", mask(0, 3, 7, 10), 0},
    // mir_eval reads this one as a minor triad with a degree "7", the major seventh.
    Quality{"minmaj7", mask(0, 3, 7, 11), 0},
    Quality{"maj6", mask(0, 4, 7, 9), 0},
    Quality{"min6", mask(0, 3, 7, 9), 0},
    Quality{"dim7", mask(0, 3, 6, 9), 0},
    Quality{"hdim7", mask(0, 3, 6, 10), 0},
    Quality{"maj9", mask(0, 4, 7, 11), kNinth},
    Quality{"min9", mask(0, 3, 7, 10), kNinth},
    Quality{"9", mask(0, 4, 7, 10), kNinth},
    Quality{"min11", mask(0, 3, 7, 10), kEleventh},
    Quality{"11", mask(0, 4, 7, 10), kEleventh},
    Quality{"maj13", mask(0, 4, 7, 11), kThirteenth},
    Quality{"min13", mask(0, 3, 7, 10), kThirteenth},
    Quality{"13", mask(0, 4, 7, 10), kThirteenth},
    Quality{"1", mask(0), 0},
    Quality{"5", mask(0, 7), 0},
    Quality{"", mask(), 0},
};

/// "b7" in semitones above the root, not folded into the octave.
std::optional<int> semitones_of(std::string_view degree) {
    constexpr std::array kSteps{0, 2, 4, 5, 7, 9, 11};
    int bend = 0;
    for (; !degree.empty() && (degree.front() == 'b' || degree.front() == '#'); degree.remove_prefix(1))
        bend += degree.front() == '#' ? 1 : -1;
    const auto number = parse_integer(degree);
    if (!number || *number < 1 || *number > 13) return std::nullopt;
    const auto step = static_cast<std::size_t>(*number - 1);
    return kSteps[step % 7] + 12 * static_cast<int>(step / 7) + bend;
}

int modulo(int value) { return (value % 12 + 12) % 12; }

/// The spans inside the truth's time, with "N" before and after.
std::vector<LabelledSpan> fitted(std::span<const LabelledSpan> spans, double from, double to) {
    std::vector<LabelledSpan> out;
    for (const LabelledSpan& span : spans)
        if (span.end > from && span.start < to && span.end > span.start)
            out.push_back({std::max(span.start, from), std::min(span.end, to), span.label, span.confidence});
    if (out.empty()) return {{from, to, "N", 0.0}};
    if (out.front().start > from) out.insert(out.begin(), {from, out.front().start, "N", 0.0});
    if (out.back().end < to) out.push_back({out.back().end, to, "N", 0.0});
    return out;
}

std::optional<std::vector<ChordTones>> all_tones(std::span<const LabelledSpan> spans, bool extended) {
    std::vector<ChordTones> out;
    for (const LabelledSpan& span : spans) {
        const auto tones = chord_tones(span.label, extended);
        if (!tones) return std::nullopt;
        out.push_back(*tones);
    }
    return out;
}

/// Neighbours with the same tones become one.
std::vector<LabelledSpan> merged(std::span<const LabelledSpan> spans) {
    std::vector<LabelledSpan> out;
    std::optional<ChordTones> last;
    for (const LabelledSpan& span : spans) {
        const auto tones = chord_tones(span.label, true);
        if (!out.empty() && tones == last)
            out.back().end = span.end;
        else
            out.push_back(span);
        last = tones;
    }
    return out;
}

/// 1 less the share of time outside of the longest piece into which `cuts` cut each span.
double whole(std::span<const LabelledSpan> spans, std::span<const LabelledSpan> cuts) {
    std::vector<double> times;
    for (const LabelledSpan& cut : cuts) {
        times.push_back(cut.start);
        times.push_back(cut.end);
    }
    std::sort(times.begin(), times.end());
    double lost = 0.0;
    for (const LabelledSpan& span : spans) {
        double last = span.start;
        double longest = 0.0;
        for (auto at = std::lower_bound(times.begin(), times.end(), span.start); at != times.end() && *at < span.end;
             ++at) {
            longest = std::max(longest, *at - last);
            last = *at;
        }
        longest = std::max(longest, span.end - last);
        lost += span.end - span.start - longest;
    }
    return 1.0 - lost / (spans.back().end - spans.front().start);
}

/// Calls `f(truth index, answer index, seconds)` for each stretch in which neither changes. A gap belongs to the span
/// before it, as mir_eval has it.
template <class F>
void for_each_stretch(std::span<const LabelledSpan> truth, std::span<const LabelledSpan> answer, F f) {
    std::vector<double> times;
    for (const auto spans : {truth, answer})
        for (const LabelledSpan& span : spans) {
            times.push_back(span.start);
            times.push_back(span.end);
        }
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    std::size_t t = 0;
    std::size_t a = 0;
    for (std::size_t i = 1; i < times.size(); ++i) {
        while (t + 1 < truth.size() && truth[t + 1].start <= times[i - 1]) ++t;
        while (a + 1 < answer.size() && answer[a + 1].start <= times[i - 1]) ++a;
        f(t, a, times[i] - times[i - 1]);
    }
}

}  // namespace

std::optional<ChordTones> chord_tones(std::string_view label, bool extended) {
    if (label == "N") return ChordTones{};
    if (label == "X") return ChordTones{ChordTones::kUnknown, 0, -1};
    constexpr std::string_view kLetters = "C.D.EF.G.A.B";
    if (label.empty() || label.front() == '.') return std::nullopt;
    const auto letter = kLetters.find(label.front());
    if (letter == std::string_view::npos) return std::nullopt;
    int root = static_cast<int>(letter);
    for (label.remove_prefix(1); !label.empty() && (label.front() == '#' || label.front() == 'b');
         label.remove_prefix(1))
        root += label.front() == '#' ? 1 : -1;
    ChordTones out{modulo(root), 0, 0};

    if (const auto slash = label.find('/'); slash != std::string_view::npos) {
        const auto bass = semitones_of(label.substr(slash + 1));
        if (!bass) return std::nullopt;
        out.bass = modulo(*bass);
        label = label.substr(0, slash);
    }
    std::string_view degrees;
    bool listed = false;
    if (const auto open = label.find('('); open != std::string_view::npos) {
        if (label.back() != ')') return std::nullopt;
        degrees = label.substr(open + 1, label.size() - open - 2);
        label = label.substr(0, open);
        listed = true;
    }
    std::string_view name = listed ? "" : "maj";
    if (!label.empty()) {
        if (label.front() != ':') return std::nullopt;
        if (label.size() > 1) name = label.substr(1);
    }
    const auto* quality = std::find_if(kQualities.begin(), kQualities.end(), [&](auto& q) { return q.name == name; });
    if (quality == kQualities.end()) return std::nullopt;
    out.tones = static_cast<std::uint16_t>(quality->tones | 1U | (extended ? quality->above : 0U));
    while (!degrees.empty()) {
        const auto comma = degrees.find(',');
        std::string_view degree = trim(degrees.substr(0, comma));
        degrees = comma == std::string_view::npos ? std::string_view{} : degrees.substr(comma + 1);
        const bool without = !degree.empty() && degree.front() == '*';
        if (without) degree.remove_prefix(1);
        const auto semitones = semitones_of(degree);
        if (!semitones) return std::nullopt;
        if (*semitones >= 12 && !extended) continue;
        const auto bit = static_cast<std::uint16_t>(1U << static_cast<unsigned>(modulo(*semitones)));
        out.tones = static_cast<std::uint16_t>(without ? out.tones & ~bit : out.tones | bit);
    }
    out.tones = static_cast<std::uint16_t>(out.tones | 1U << static_cast<unsigned>(out.bass));
    return out;
}

std::optional<bool> same_chord(const ChordTones& truth, const ChordTones& answer, ChordRule rule) {
    constexpr std::uint16_t kTriad = 0xff;  // up to the fifth
    if (truth.root == ChordTones::kUnknown) return std::nullopt;
    const bool none = truth.root == ChordTones::kNone;
    const bool roots = truth.root == answer.root;
    // mir_eval gives "N" and "X" the same root.
    if (rule == ChordRule::root) return roots || (none && answer.root == ChordTones::kUnknown);
    if (rule == ChordRule::majmin) {
        const int triad = truth.tones & kTriad;
        if (!none && triad != mask(0, 4, 7) && triad != mask(0, 3, 7)) return std::nullopt;
        return roots && triad == (answer.tones & kTriad);
    }
    constexpr std::array kKnown{mask(0, 4, 7), mask(0, 3, 7), mask(0, 4, 7, 11), mask(0, 4, 7, 10), mask(0, 3, 7, 10)};
    if (!none && std::find(kKnown.begin(), kKnown.end(), truth.tones) == kKnown.end()) return std::nullopt;
    return roots && truth.tones == answer.tones;
}

std::optional<ChordAgreement> chord_agreement(std::span<const LabelledSpan> truth,
                                              std::span<const LabelledSpan> answer) {
    if (truth.empty() || truth.back().end <= truth.front().start) return std::nullopt;
    const auto answered = fitted(answer, truth.front().start, truth.back().end);
    const auto true_tones = all_tones(truth, false);
    const auto our_tones = all_tones(answered, false);
    if (!true_tones || !our_tones) return std::nullopt;
    std::array<double, 3> right{};
    std::array<double, 3> known{};
    for_each_stretch(truth, answered, [&](std::size_t t, std::size_t a, double seconds) {
        for (std::size_t r = 0; r < 3; ++r) {
            const auto same = same_chord((*true_tones)[t], (*our_tones)[a], static_cast<ChordRule>(r));
            if (!same) continue;
            known[r] += seconds;
            if (*same) right[r] += seconds;
        }
    });
    ChordAgreement out;
    if (known[0] > 0.0) out.root = right[0] / known[0];
    if (known[1] > 0.0) out.majmin = right[1] / known[1];
    if (known[2] > 0.0) out.sevenths = right[2] / known[2];
    const auto whole_truth = merged(truth);
    const auto whole_answer = merged(answered);
    out.over_segmentation = whole(whole_truth, whole_answer);
    out.under_segmentation = whole(whole_answer, whole_truth);
    out.segmentation = std::min(out.over_segmentation, out.under_segmentation);
    return out;
}

std::vector<JudgedSpan> judge_spans(std::span<const LabelledSpan> truth, std::span<const LabelledSpan> answer,
                                    ChordRule rule) {
    std::vector<JudgedSpan> out;
    const auto true_tones = all_tones(truth, false);
    const auto our_tones = all_tones(answer, false);
    if (!true_tones || !our_tones || truth.empty()) return out;
    std::size_t first = 0;
    for (std::size_t a = 0; a < answer.size(); ++a) {
        while (first < truth.size() && truth[first].end <= answer[a].start) ++first;
        double right = 0.0;
        double known = 0.0;
        for (std::size_t t = first; t < truth.size() && truth[t].start < answer[a].end; ++t) {
            const double seconds = std::min(truth[t].end, answer[a].end) - std::max(truth[t].start, answer[a].start);
            const auto same = same_chord((*true_tones)[t], (*our_tones)[a], rule);
            if (!same || seconds <= 0.0) continue;
            known += seconds;
            if (*same) right += seconds;
        }
        if (2.0 * known >= answer[a].end - answer[a].start && known > 0.0)
            out.push_back({answer[a].confidence, 2.0 * right >= known});
    }
    return out;
}

}  // namespace stratum::evaluate
