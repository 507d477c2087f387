#include "stratum/library/query.hpp"

#include "query_terms.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::library {
namespace {

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
    const TermKind kind = kind_of(field);
    if (kind == TermKind::number || kind == TermKind::date) return Start{field, word.text.substr(at)};
    return {};
}

/// Whether somebody may have meant a field by it: `nosuch:1`, but not "Live: at" or "C:\music".
bool looks_like_field(const Start& start) { return start.field.size() > 1 && !start.value.empty(); }

}  // namespace

bool NumberTerm::fits(std::optional<double> value) const {
    if (!value) return false;
    return (least_counts ? *value >= least : *value > least) && (most_counts ? *value <= most : *value < most);
}

bool begins_query(std::string_view text) {
    const auto words = words_of(text);
    if (!words || words->empty()) return false;
    const auto start = start_of(words->front());
    return start && kind_of(start->field) != TermKind::none;
}

Result<Query> parse_query(std::string_view text) {
    STRATUM_TRY(const auto words, words_of(text));
    Query query;
    std::optional<Start> term;
    for (const Word& word : words) {
        if (auto start = start_of(word)) {
            if (kind_of(start->field) == TermKind::none)
                return error(ErrorCode::invalid_argument, "there is no field \"" + valid_utf8(start->field) + "\"",
                             std::string{understood()});
            if (term) STRATUM_TRY_VOID(add_term(query, term->field, term->value));
            term = std::move(start);
        } else if (!term) {
            return error(ErrorCode::invalid_argument, "\"" + valid_utf8(word.text) + "\" names no field to look in",
                         std::string{understood()});
        } else {
            term->value += " " + word.text;
        }
    }
    if (!term) return error(ErrorCode::invalid_argument, "the query is empty", std::string{understood()});
    STRATUM_TRY_VOID(add_term(query, term->field, term->value));
    return query;
}

Result<Search> parse_search(std::string_view text) {
    const auto words = words_of(text);
    if (!words) return Search{std::string{text}, {}};
    const auto begins = std::ranges::find_if(*words, [](const Word& word) {
        const auto start = start_of(word);
        return start && (kind_of(start->field) != TermKind::none || looks_like_field(*start));
    });
    if (begins == words->end()) return Search{std::string{text}, {}};
    STRATUM_TRY(auto query, parse_query(text.substr(begins->at)));
    return Search{std::string{text.substr(0, begins->at)}, std::move(query)};
}

Result<void> refuse_folders(std::string_view text) {
    const auto search = parse_search(text);
    if (!search || !search->query) return {};
    if (std::ranges::find(search->query->texts, "path", &TextTerm::field) == search->query->texts.end()) return {};
    return error(ErrorCode::invalid_argument, "path: can only be asked for at the computer that the server runs on",
                 "look for the name of a file with file:, as in file:blue");
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
            case NumberField::doubt:
                parts.add(rhythm);
                parts.add(harmony);
                break;
            default:
                break;
        }
    return parts;
}

bool is_heard(NumberField field) {
    switch (field) {
        case NumberField::bpm:
        case NumberField::energy:
        case NumberField::lufs:
        case NumberField::duration:
        case NumberField::confidence:
        case NumberField::doubt:
            return true;
        default:
            return false;
    }
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
            case NumberField::doubt:
                if (const auto lowest = lowest_confidence(report)) return 1.0 - *lowest;
                break;
            default:
                break;
        }
        return {};
    };
    for (const NumberTerm& term : query.numbers)
        if (is_heard(term.field) && !term.fits(value_of(term.field))) return false;
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
