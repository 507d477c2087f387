#include "query_terms.hpp"

#include "stratum/base/clock.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/summary_json.hpp"
#include "tag_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace stratum::library {
namespace {

constexpr std::array<std::pair<NumberField, std::string_view>, 12> kNumbers{{{NumberField::bpm, "bpm"},
                                                                             {NumberField::energy, "energy"},
                                                                             {NumberField::lufs, "lufs"},
                                                                             {NumberField::duration, "duration"},
                                                                             {NumberField::confidence, "confidence"},
                                                                             {NumberField::doubt, "doubt"},
                                                                             {NumberField::year, "year"},
                                                                             {NumberField::rating, "rating"},
                                                                             {NumberField::sample_rate, "sample_rate"},
                                                                             {NumberField::channels, "channels"},
                                                                             {NumberField::added, "added"},
                                                                             {NumberField::updated, "updated"}}};
constexpr std::array<std::pair<FlagField, std::string_view>, 2> kFlags{
    {{FlagField::corrected, "corrected"}, {FlagField::lossless, "lossless"}}};

Error not_understood(std::string_view field, std::string_view value, std::string_view wanted) {
    return error(ErrorCode::invalid_argument, std::string{field} + ":" + valid_utf8(value) + " is not understood",
                 std::string{wanted});
}

bool is_share(NumberField field) { return field == NumberField::confidence || field == NumberField::doubt; }

/// "44.1k" and "44.1 kHz" as they are said of sample rates; takes the ending away.
double take_thousands(std::string_view& text) {
    const std::string lower = to_lower(text);
    std::string_view rest = lower;
    if (rest.ends_with("hz")) rest.remove_suffix(2);
    const bool thousands = rest.ends_with('k');
    if (thousands) rest.remove_suffix(1);
    text = trim(text.substr(0, rest.size()));
    return thousands ? 1000.0 : 1.0;
}

std::optional<double> number_of(NumberField field, std::string_view text) {
    text = trim(text);
    if (field == NumberField::duration) return parse_duration(text);
    double scale = 1.0;
    if (is_share(field) && text.ends_with('%')) {
        text = trim(text.substr(0, text.size() - 1));
        scale = 0.01;
    }
    if (field == NumberField::sample_rate) scale = take_thousands(text);
    const auto number = parse_number(text);
    return number ? std::optional{scale < 1.0 ? *number / 100.0 : *number * scale} : std::nullopt;
}

/// Half of what the last digit stands for: 128 takes 127.5 to 128.5, 128.0 what lies within 0.05. Whole percents of a
/// confidence have two digits more.
double rounding(NumberField field, std::string_view text) {
    text = trim(text);
    const bool percent = text.ends_with('%');
    const double scale = field == NumberField::sample_rate ? take_thousands(text) : 1.0;
    const std::size_t point = text.find('.');
    double digits = 0.0;
    if (point != std::string_view::npos) digits = static_cast<double>(text.size() - point - 1) - (percent ? 1.0 : 0.0);
    if (is_share(field) && percent) digits += 2.0;
    return 0.5 * scale * std::pow(10.0, -std::clamp(digits, 0.0, 12.0));
}

/// From the first, included, to the second, not included; in milliseconds.
using Span = std::pair<double, double>;

Span span_of(const NumberTerm& like, std::string_view text, double number) {
    const double half = rounding(like.field, text);
    return {number - half, number + half};
}

/// "2026", "2026-11", "2026-11-20" or a moment, in UTC, with all that lies in it.
std::optional<Span> date_span(std::string_view text) {
    constexpr std::string_view kStart = "2000-01-01";
    constexpr int kMonths = 12;
    text = trim(text);
    if (const auto moment = parse_rfc3339(text)) {
        const auto at = static_cast<double>(moment->milliseconds);
        return Span{at, at + 1.0};
    }
    const auto day = [](const std::string& date) { return parse_rfc3339(date + "T00:00:00Z"); };
    if (text.size() != 4 && text.size() != 7 && text.size() != kStart.size()) return {};
    const auto first = day(std::string{text} + std::string{kStart.substr(text.size())});
    if (!first) return {};
    constexpr std::int64_t kDay = 86'400'000;
    const int year = static_cast<int>(parse_integer(text.substr(0, 4)).value_or(0));
    std::optional<Timestamp> end;
    if (text.size() == kStart.size()) {
        end = Timestamp{first->milliseconds + kDay};
    } else {
        int month = text.size() == 4 ? kMonths : static_cast<int>(parse_integer(text.substr(5)).value_or(kMonths));
        const int next_year = month == kMonths ? year + 1 : year;
        month = month == kMonths ? 1 : month + 1;
        const auto padded = [](int number, std::size_t width) {
            std::string digits = std::to_string(number);
            return std::string(width - std::min(width, digits.size()), '0') + digits;
        };
        end = day(padded(next_year, 4) + "-" + padded(month, 2) + "-01");
    }
    if (!end) return {};
    return Span{static_cast<double>(first->milliseconds), static_cast<double>(end->milliseconds)};
}

/// Signs before a value: <, <=, >, >= or =; takes them away.
struct Comparison {
    bool below = false;
    bool above = false;
    bool equal = false;  ///< Of <= and >=.
};
Comparison take_comparison(std::string_view& text) {
    Comparison found{.below = text.starts_with('<'), .above = text.starts_with('>')};
    if (found.below || found.above || text.starts_with('=')) text.remove_prefix(1);
    found.equal = (found.below || found.above) && text.starts_with('=');
    if (found.equal) text.remove_prefix(1);
    return found;
}

Result<NumberTerm> number_term(std::string_view name, std::string_view value) {
    NumberTerm term;
    if (!find_name(kNumbers, name, term.field)) return not_understood(name, value, understood());
    const auto bad = [&] {
        const bool time = term.field == NumberField::duration;
        const std::string example = time ? "3:30" : is_share(term.field) ? "50%" : "100";
        const std::string n{name};
        return not_understood(name, value,
                              "write " + n + ":<" + example + ", " + n + ":>=" + example + ", " + n + ":" +
                                  (time                   ? "3:00..4:00"
                                   : is_share(term.field) ? "0..50%"
                                                          : "90..100") +
                                  " or " + n + ":" + example);
    };
    std::string_view text = trim(value);
    if (const std::size_t dots = text.find(".."); dots != std::string_view::npos) {
        const std::string_view low = trim(text.substr(0, dots));
        const std::string_view high = trim(text.substr(dots + 2));
        const auto least = number_of(term.field, low);
        const auto most = number_of(term.field, high);
        if ((!least && !low.empty()) || (!most && !high.empty()) || (!least && !most)) return bad();
        if (least) term.least = *least;
        if (most) term.most = *most;
        if (term.least > term.most) return bad();
        return term;
    }
    const auto [below, above, equal] = take_comparison(text);
    const auto number = number_of(term.field, text);
    if (!number) return bad();
    if (below) {
        term.most = *number;
        term.most_counts = equal;
    } else if (above) {
        term.least = *number;
        term.least_counts = equal;
    } else {
        std::tie(term.least, term.most) = span_of(term, text, *number);
        term.most_counts = false;
    }
    return term;
}

/// Of a day all of it counts: `added:>2026-11-20` begins with the 21st, `added:<=2026-11-20` ends with the 20th.
Result<NumberTerm> date_term(std::string_view name, std::string_view value) {
    NumberTerm term{.most_counts = false};
    const bool known = find_name(kNumbers, name, term.field);
    const auto bad = [&] {
        const std::string n{name};
        return not_understood(
            name, value,
            "write " + n + ":2026-11-20, " + n + ":>=2026-11, " + n + ":2025..2026 or " + n + ":<2026-11-20T18:00:00Z");
    };
    if (!known) return bad();
    std::string_view text = trim(value);
    if (const std::size_t dots = text.find(".."); dots != std::string_view::npos) {
        const std::string_view low = trim(text.substr(0, dots));
        const std::string_view high = trim(text.substr(dots + 2));
        const auto from = date_span(low);
        const auto to = date_span(high);
        if ((!from && !low.empty()) || (!to && !high.empty()) || (!from && !to)) return bad();
        if (from) term.least = from->first;
        if (to) term.most = to->second;
        if (term.least >= term.most) return bad();
        return term;
    }
    const auto [below, above, equal] = take_comparison(text);
    const auto span = date_span(text);
    if (!span) return bad();
    if (above) {
        term.least = equal ? span->first : span->second;
    } else if (below) {
        term.most = equal ? span->second : span->first;
    } else {
        std::tie(term.least, term.most) = *span;
    }
    return term;
}

Result<FlagTerm> flag_term(std::string_view name, std::string_view value) {
    FlagTerm term;
    const bool known = find_name(kFlags, name, term.field);
    const std::string said = to_lower(trim(value));
    if (known && (said == "yes" || said == "no" || said == "true" || said == "false")) {
        term.set = said == "yes" || said == "true";
        return term;
    }
    const bool parts = term.field == FlagField::corrected;
    const auto part = std::ranges::find(kCorrectedFields, std::string_view{said}, short_name_of);
    if (!known || !parts || part == kCorrectedFields.end()) {
        const std::string n{name};
        return not_understood(
            name, value,
            "write " + n + ":yes or " + n + ":no" + (parts ? ", or corrected:tempo, :grid, :metre, :key" : ""));
    }
    term.bits = std::int64_t{1} << static_cast<unsigned>(*part);
    return term;
}

}  // namespace

std::string_view understood() {
    return "a query is made of title:, artist:, album:, genre:, path:, file:, codec: (or format:) and other tags with "
           "text; bpm:, energy:, lufs:, duration:, confidence:, doubt:, year:, rating:, sample_rate:, channels: with "
           "<100, >=100, 90..100 or 100; added:, updated: with dates such as >=2026-11-20; corrected:, lossless: with "
           "yes or no; state: with done, stale, failed, ...; and key: with 8A, 1m or Am";
}

TermKind kind_of(std::string_view field) {
    NumberField number{};
    FlagField flag{};
    if (field == "key") return TermKind::key;
    if (field == "state") return TermKind::state;
    if (find_name(kFlags, field, flag)) return TermKind::flag;
    if (find_name(kNumbers, field, number))
        return number == NumberField::added || number == NumberField::updated ? TermKind::date : TermKind::number;
    const bool text = field == "path" || field == "file" || field == "codec" || field == "format";
    return text || is_tag_field(field) ? TermKind::text : TermKind::none;
}

Result<void> add_term(Query& query, const std::string& field, const std::string& raw) {
    const std::string_view value = trim(raw);
    switch (kind_of(field)) {
        case TermKind::number: {
            STRATUM_TRY(const auto term, number_term(field, value));
            query.numbers.push_back(term);
            return {};
        }
        case TermKind::date: {
            STRATUM_TRY(const auto term, date_term(field, value));
            query.numbers.push_back(term);
            return {};
        }
        case TermKind::flag: {
            STRATUM_TRY(const auto term, flag_term(field, value));
            query.flags.push_back(term);
            return {};
        }
        case TermKind::state: {
            AnalysisState state{};
            if (!from_name(to_lower(value), state))
                return not_understood(field, value, "a state is none, queued, running, done, stale or failed");
            query.states.push_back(state);
            return {};
        }
        case TermKind::key: {
            const auto key = analysis::parse_key(value);
            if (!key)
                return not_understood(field, value, "a key is written like key:8A, key:1m, key:Am or key:\"A minor\"");
            query.keys.push_back(*key);
            return {};
        }
        case TermKind::text:
        case TermKind::none:
            break;
    }
    const bool whole = value.starts_with('=');
    const std::string folded = fold_case(trim(value.substr(whole ? 1 : 0)));
    if (folded.empty()) return not_understood(field, value, "say what to look for, such as " + field + ":blue");
    query.texts.push_back({field == "format" ? "codec" : field, folded, whole});
    return {};
}

}  // namespace stratum::library
