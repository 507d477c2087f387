#include "stratum/library/query.hpp"

#include "stratum/base/fields.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/summaries.hpp"
#include "tag_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace stratum::library {
namespace {

constexpr std::array<std::pair<NumberField, std::string_view>, 6> kNumbers{{{NumberField::bpm, "bpm"},
                                                                            {NumberField::energy, "energy"},
                                                                            {NumberField::lufs, "lufs"},
                                                                            {NumberField::duration, "duration"},
                                                                            {NumberField::confidence, "confidence"},
                                                                            {NumberField::year, "year"}}};
constexpr std::string_view kUnderstood =
    "a query is made of title:, artist:, album:, genre:, path: and other tags with text; bpm:, energy:, lufs:, "
    "duration:, confidence:, year: with <100, >=100, 90..100 or 100; and key: with 8A, 1m or Am";

enum class Kind : std::uint8_t { none, text, number, key };

Kind kind_of(std::string_view field) {
    NumberField number{};
    if (field == "key") return Kind::key;
    if (find_name(kNumbers, field, number)) return Kind::number;
    return field == "path" || is_tag_field(field) ? Kind::text : Kind::none;
}

struct Word {
    std::string text;
    std::size_t quoted_from = std::string::npos;  ///< What comes from here on is meant as it stands.
    std::size_t at = 0;                           ///< Where it begins in what was typed.
};

Result<std::vector<Word>> words_of(std::string_view text) {
    std::vector<Word> words;
    bool inside = false;
    bool open = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (blank && !open) {
            inside = false;
            continue;
        }
        if (!inside) words.push_back({.text = {}, .at = i});
        inside = true;
        Word& word = words.back();
        if (c != '"') {
            word.text += c;
            continue;
        }
        open = !open;
        word.quoted_from = std::min(word.quoted_from, word.text.size());
    }
    if (open)
        return error(ErrorCode::invalid_argument, "a quotation mark in the query is not closed",
                     R"(write artist:"daft punk")");
    return words;
}

/// A word that begins a term: `bpm:<100`, also `bpm<100`.
struct Start {
    std::string field;
    std::string value;
};
std::optional<Start> start_of(const Word& word) {
    const std::size_t at = word.text.find_first_of(":<>=");
    if (at == std::string::npos || at == 0 || at >= word.quoted_from) return {};
    const std::string field = to_lower(std::string_view{word.text}.substr(0, at));
    if (!std::ranges::all_of(field, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; })) return {};
    if (word.text[at] == ':') return Start{field, word.text.substr(at + 1)};
    if (kind_of(field) == Kind::number) return Start{field, word.text.substr(at)};
    return {};
}

Error not_understood(std::string_view field, std::string_view value, std::string_view wanted) {
    return error(ErrorCode::invalid_argument, std::string{field} + ":" + valid_utf8(value) + " is not understood",
                 std::string{wanted});
}

std::optional<double> number_of(NumberField field, std::string_view text) {
    text = trim(text);
    if (field == NumberField::duration) return parse_duration(text);
    if (field == NumberField::confidence && text.ends_with('%')) {
        const auto percent = parse_number(trim(text.substr(0, text.size() - 1)));
        return percent ? std::optional{*percent / 100.0} : std::nullopt;
    }
    return parse_number(text);
}

/// Half of what the last digit stands for: 128 takes 127.5 to 128.5, 128.0 what lies within 0.05. Whole percents of a
/// confidence have two digits more.
double rounding(NumberField field, std::string_view text) {
    text = trim(text);
    const bool percent = text.ends_with('%');
    const std::size_t point = text.find('.');
    double digits = 0.0;
    if (point != std::string_view::npos) digits = static_cast<double>(text.size() - point - 1) - (percent ? 1.0 : 0.0);
    if (field == NumberField::confidence && percent) digits += 2.0;
    return 0.5 * std::pow(10.0, -std::clamp(digits, 0.0, 12.0));
}

Result<NumberTerm> number_term(std::string_view name, std::string_view value) {
    NumberTerm term;
    if (!find_name(kNumbers, name, term.field)) return not_understood(name, value, kUnderstood);
    const auto bad = [&] {
        const bool time = term.field == NumberField::duration;
        const std::string example = time ? "3:30" : term.field == NumberField::confidence ? "50%" : "100";
        const std::string n{name};
        return not_understood(name, value,
                              "write " + n + ":<" + example + ", " + n + ":>=" + example + ", " + n + ":" +
                                  (time                                    ? "3:00..4:00"
                                   : term.field == NumberField::confidence ? "0..50%"
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
    const bool below = text.starts_with('<');
    const bool above = text.starts_with('>');
    if (below || above || text.starts_with('=')) text.remove_prefix(1);
    const bool equal = (below || above) && text.starts_with('=');
    if (equal) text.remove_prefix(1);
    const auto number = number_of(term.field, text);
    if (!number) return bad();
    if (below) {
        term.most = *number;
        term.most_counts = equal;
    } else if (above) {
        term.least = *number;
        term.least_counts = equal;
    } else {
        const double half = rounding(term.field, text);
        term.least = *number - half;
        term.most = *number + half;
        term.most_counts = false;
    }
    return term;
}

Result<void> add(Query& query, const std::string& field, const std::string& raw) {
    const std::string_view value = trim(raw);
    switch (kind_of(field)) {
        case Kind::number: {
            STRATUM_TRY(const auto term, number_term(field, value));
            query.numbers.push_back(term);
            return {};
        }
        case Kind::key: {
            const auto key = analysis::parse_key(value);
            if (!key)
                return not_understood(field, value, "a key is written like key:8A, key:1m, key:Am or key:\"A minor\"");
            query.keys.push_back(*key);
            return {};
        }
        case Kind::text:
        case Kind::none:
            break;
    }
    const bool whole = value.starts_with('=');
    const std::string folded = fold_case(trim(value.substr(whole ? 1 : 0)));
    if (folded.empty()) return not_understood(field, value, "say what to look for, such as " + field + ":blue");
    query.texts.push_back({field, folded, whole});
    return {};
}

}  // namespace

bool NumberTerm::fits(std::optional<double> value) const {
    if (!value) return false;
    return (least_counts ? *value >= least : *value > least) && (most_counts ? *value <= most : *value < most);
}

bool begins_query(std::string_view text) {
    const auto words = words_of(text);
    if (!words || words->empty()) return false;
    const auto start = start_of(words->front());
    return start && kind_of(start->field) != Kind::none;
}

Result<Query> parse_query(std::string_view text) {
    STRATUM_TRY(const auto words, words_of(text));
    Query query;
    std::optional<Start> term;
    for (const Word& word : words) {
        if (auto start = start_of(word)) {
            if (kind_of(start->field) == Kind::none)
                return error(ErrorCode::invalid_argument, "there is no field \"" + valid_utf8(start->field) + "\"",
                             std::string{kUnderstood});
            if (term) STRATUM_TRY_VOID(add(query, term->field, term->value));
            term = std::move(start);
        } else if (!term) {
            return error(ErrorCode::invalid_argument, "\"" + valid_utf8(word.text) + "\" names no field to look in",
                         std::string{kUnderstood});
        } else {
            term->value += " " + word.text;
        }
    }
    if (!term) return error(ErrorCode::invalid_argument, "the query is empty", std::string{kUnderstood});
    STRATUM_TRY_VOID(add(query, term->field, term->value));
    return query;
}

Result<Search> parse_search(std::string_view text) {
    const auto words = words_of(text);
    if (!words) return Search{std::string{text}, {}};
    const auto begins = std::ranges::find_if(*words, [](const Word& word) {
        const auto start = start_of(word);
        return start && kind_of(start->field) != Kind::none;
    });
    if (begins == words->end()) return Search{std::string{text}, {}};
    STRATUM_TRY(auto query, parse_query(text.substr(begins->at)));
    return Search{std::string{text.substr(0, begins->at)}, std::move(query)};
}

analysis::AnalyserSet needed_by(const Query& query) {
    using enum analysis::AnalyserId;
    analysis::AnalyserSet parts;
    if (!query.keys.empty()) parts.add(harmony);
    for (const NumberTerm& term : query.numbers) switch (term.field) {
            case NumberField::bpm:
                parts.add(rhythm);
                break;
            case NumberField::energy:
                parts.add(energy);
                break;
            case NumberField::lufs:
                parts.add(loudness);
                break;
            case NumberField::confidence:
                parts.add(rhythm);
                parts.add(harmony);
                break;
            case NumberField::duration:
            case NumberField::year:
                break;
        }
    return parts;
}

bool fits(const Query& query, const analysis::Report& report) {
    const auto value_of = [&](NumberField field) -> std::optional<double> {
        switch (field) {
            case NumberField::bpm:
                if (report.rhythm && report.rhythm->tempo) return report.rhythm->tempo->bpm.value();
                break;
            case NumberField::energy:
                if (report.energy) return report.energy->rating;
                break;
            case NumberField::lufs:
                if (report.loudness && report.loudness->integrated) return report.loudness->integrated->value();
                break;
            case NumberField::duration:
                return report.duration.value();
            case NumberField::confidence:
                return lowest_confidence(report);
            case NumberField::year:
                break;
        }
        return {};
    };
    for (const NumberTerm& term : query.numbers)
        if (term.field != NumberField::year && !term.fits(value_of(term.field))) return false;
    const auto in_key = [&](analysis::Key key) {
        return report.harmony && report.harmony->key && report.harmony->key->key == key;
    };
    return std::ranges::all_of(query.keys, in_key);
}

std::optional<double> lowest_confidence(const analysis::Report& report) {
    std::optional<double> lowest;
    const auto take = [&](double confidence) { lowest = std::min(lowest.value_or(confidence), confidence); };
    if (report.rhythm && report.rhythm->tempo) take(report.rhythm->tempo->confidence);
    if (report.rhythm && beats_are_in_question(*report.rhythm)) take(report.rhythm->grid->confidence);
    if (report.harmony && report.harmony->key) take(report.harmony->key->confidence);
    return lowest;
}

}  // namespace stratum::library
