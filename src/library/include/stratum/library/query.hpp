#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/analysis/key.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/base/result.hpp"
#include "stratum/library/summaries.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Questions about many tracks at once, as people type them: `genre:dnb bpm:<100 key:8A`.
///
/// Terms stand one after the other, and a track fits when it fits all of them. A word without a field continues the
/// text before it (`artist:daft punk bpm:120..125`); "quotes" keep words together that would be read otherwise. Text
/// is found anywhere in the value, capitals or not; `genre:=house` wants the whole value. Numbers are compared with <,
/// <=, >, >= or lie in a range `90..100` (both ends count, and one may be missing); a plain `bpm:128` takes whatever
/// would be rounded to it. Dates are days, months or years in UTC, all of them counted. All values are the shown ones,
/// corrections included.
namespace stratum::library {

enum class NumberField : std::uint8_t {
    bpm,
    energy,
    lufs,
    duration,
    confidence,
    doubt,
    year,
    rating,
    sample_rate,
    channels,
    added,    ///< In milliseconds since 1970,
    updated,  ///< as this one is.
};
/// Whether it is part of a report; the others are kept beside it.
[[nodiscard]] bool is_heard(NumberField field);

struct NumberTerm {
    NumberField field{};
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
    bool least_counts = true;
    bool most_counts = true;
    /// A value that is not there fits nothing.
    [[nodiscard]] bool fits(std::optional<double> value) const;
};

struct TextTerm {
    std::string field;   ///< Of the tags, or "path", "file", "codec".
    std::string folded;  ///< In the form of `fold_case`.
    bool whole = false;  ///< All of the value, not a part.
};

enum class FlagField : std::uint8_t { corrected, lossless };

struct FlagTerm {
    FlagField field{};
    std::int64_t bits = 15;  ///< Of `corrected`: which fields, as bits of `CorrectedField`; any of them is enough.
    bool set = true;         ///< Or not.
};

struct Query {
    std::vector<TextTerm> texts;
    std::vector<NumberTerm> numbers;
    std::vector<FlagTerm> flags;
    std::vector<AnalysisState> states;  ///< All of them, which fits nothing where they differ.
    std::vector<analysis::Key> keys;
};

/// Errors: `invalid_argument`, with what is understood in the hint.
[[nodiscard]] Result<Query> parse_query(std::string_view text);
/// Whether `text` begins with a field of a query, such as "bpm:"; what else it holds may still be wrong.
[[nodiscard]] bool begins_query(std::string_view text);

/// What people type into the one field for searching: words, a query, or words and then a query. A text whose quotation
/// marks make no sense is taken for words, and so is whatever stands in them; without, "nosuch:1" is no field.
struct Search {
    std::string words;
    std::optional<Query> query;
};
/// Errors: as `parse_query`.
[[nodiscard]] Result<Search> parse_search(std::string_view text);

/// For whoever must not learn where files lie. Errors: `invalid_argument` for a search that asks for paths.
[[nodiscard]] Result<void> refuse_folders(std::string_view text);

/// The parts of a report that the query looks at.
[[nodiscard]] analysis::AnalyserSet needed_by(const Query& query);
/// Whether a report (with those parts) fits what the query says of it; what is kept beside it is not looked at.
[[nodiscard]] bool fits(const Query& query, const analysis::Report& report);

/// The confidence of tempo, beats (where they are in question: see `beats_are_in_question`) or key, whichever is
/// lowest: of what a person would be asked about first. Nothing where none of them is there.
[[nodiscard]] std::optional<double> lowest_confidence(const analysis::Report& report);

}  // namespace stratum::library
