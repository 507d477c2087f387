#pragma once

#include "metrics/labelled_span.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// How well two sequences of chords agree: the comparisons of MIREX as mir_eval computes them [Harte 2010; Pauwels and
/// Peeters 2013; Raffel et al. 2014]; `tests/mir_eval` compares the numbers.
namespace stratum::evaluate {

/// A label taken apart.
struct ChordTones {
    static constexpr int kNone = -1;     ///< The root of "N",
    static constexpr int kUnknown = -2;  ///< and of "X".
    int root = kNone;
    std::uint16_t tones = 0;  ///< Bit n: n semitones above the root sound.
    int bass = -1;            ///< Semitones above the root.
    friend bool operator==(const ChordTones&, const ChordTones&) = default;
};
/// Ninths and above count as written degrees only with `extended`; otherwise they fold into nothing, as mir_eval's
/// comparisons have it. Nothing for what is no Harte label.
[[nodiscard]] std::optional<ChordTones> chord_tones(std::string_view label, bool extended = false);

enum class ChordRule : unsigned char { root, majmin, sevenths };
/// Whether the answer is right by the rule; nothing where the truth lies outside of its vocabulary.
[[nodiscard]] std::optional<bool> same_chord(const ChordTones& truth, const ChordTones& answer, ChordRule rule);

struct ChordAgreement {
    std::optional<double> root;    ///< Share of the time that is right (weighted chord symbol recall); nothing
    std::optional<double> majmin;  ///< where no time can be compared.
    std::optional<double> sevenths;
    double over_segmentation = 0.0;  ///< 1 is perfect, 0 is bad, for all three.
    double under_segmentation = 0.0;
    double segmentation = 0.0;  ///< The smaller of the two.
};
/// Both ascending; the answer is cropped to the truth's time and filled up with "N". Nothing when the truth is empty or
/// a label can not be read.
[[nodiscard]] std::optional<ChordAgreement> chord_agreement(std::span<const LabelledSpan> truth,
                                                            std::span<const LabelledSpan> answer);

/// Of each answered span whether it is right by the rule for at least half of the time that can be compared; spans of
/// which less than half can be are left out.
struct JudgedSpan {
    double confidence = 0.0;
    bool right = false;
};
[[nodiscard]] std::vector<JudgedSpan> judge_spans(std::span<const LabelledSpan> truth,
                                                  std::span<const LabelledSpan> answer, ChordRule rule);

}  // namespace stratum::evaluate
