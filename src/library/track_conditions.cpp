#include "track_conditions.hpp"

#include "search_words.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"
#include "summary_rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace stratum::library {
namespace {

constexpr std::size_t kMostSearched = 12;  ///< Words of one search; what follows is left out.

/// Columns with the plain text of a field; empty for fields that only tags have.
std::string_view key_column(std::string_view field) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kColumns{
        {{"title", "title_key"},
         {"artist", "artist_key"},
         {"album", "album_key"},
         {"genre", "genre_key"},
         {"album_artist", "album_artist_key"},
         {"label", "label_key"},
         {"comment", "comment_key"},
         {"path", "path_key"}}};
    const auto found = std::ranges::find(kColumns, field, &std::pair<std::string_view, std::string_view>::first);
    return found == kColumns.end() ? std::string_view{} : found->second;
}

bool has_index(std::string_view field) {
    return field == "title" || field == "artist" || field == "album" || field == "genre";
}

std::string_view column_of(NumberField field) {
    switch (field) {
        case NumberField::bpm:
            return "s.bpm";
        case NumberField::energy:
            return "s.energy";
        case NumberField::lufs:
            return "s.lufs";
        case NumberField::duration:
            return "s.duration";
        case NumberField::confidence:
            return "(1.0 - s.doubt)";
        case NumberField::doubt:
            return "s.doubt";
        case NumberField::rating:
            return "s.rating";
        case NumberField::updated:
            return "s.updated_at";
        case NumberField::added:
            return "s.added_at";
        case NumberField::sample_rate:
            return "c.sample_rate";
        case NumberField::channels:
            return "c.channels";
        case NumberField::year:
            break;
    }
    return "s.year";
}

bool is_of_files(NumberField field) { return field == NumberField::sample_rate || field == NumberField::channels; }

/// Times are compared as the whole numbers that they are, so that an index serves.
store::Value bound(NumberField field, double value) {
    if (field == NumberField::updated || field == NumberField::added) return static_cast<std::int64_t>(value);
    return value;
}

constexpr std::string_view kItsAudio =
    " AND EXISTS (SELECT 1 FROM files f JOIN contents c ON c.workspace_id = f.workspace_id AND c.id = f.content_id "
    "WHERE f.workspace_id = s.workspace_id AND f.track_id = s.track_id";

/// A plus keeps engines from walking an index for a condition.
std::string_view plus_of(const NumberTerm& term, const Walk& walk) {
    return walk.source == Source::order && column_of(term.field) == walk.column ? "" : "+";
}

}  // namespace

Result<TrackConditions> TrackConditions::from(Library::State& state, const TrackFilter& filter) {
    TrackConditions conditions{state};
    conditions.binned_ = filter.binned;
    conditions.analysis_ = filter.state;
    if (!filter.keys.empty()) {
        auto& places = conditions.keys_.emplace();
        for (const analysis::Key key : filter.keys) places.push_back(place_of(key));
        std::ranges::sort(places);
        places.erase(std::ranges::unique(places).begin(), places.end());
    }
    if (filter.bpm_min || filter.bpm_max) {
        NumberTerm range{.field = NumberField::bpm};
        if (filter.bpm_min) range.least = *filter.bpm_min;
        if (filter.bpm_max) range.most = *filter.bpm_max;
        conditions.tempi_.push_back(range);
    }
    if (filter.added_after) conditions.first_number_ = first_number_at(*filter.added_after);
    if (filter.added_before) conditions.end_number_ = first_number_at(*filter.added_before);
    if (!trim(filter.q).empty()) {
        STRATUM_TRY(const Search search, parse_search(filter.q));
        conditions.add(search);
    }
    conditions.playlist_ = filter.playlist;
    if (filter.collection) STRATUM_TRY_VOID(conditions.add_collection(*filter.collection));
    return conditions;
}

Result<void> TrackConditions::require_playlist() const {
    if (!playlist_) return {};
    STRATUM_TRY(const auto there,
                state_->database->query_one("SELECT 1 FROM playlists WHERE workspace_id = $1 AND id = $2",
                                            {state_->workspace.bytes, playlist_->bytes}));
    if (!there) return error(ErrorCode::not_found, "there is no playlist with the id " + to_text(*playlist_));
    return {};
}

Result<void> TrackConditions::add_collection(const Uuid& collection) {
    STRATUM_TRY(const auto row,
                state_->database->query_one("SELECT query FROM collections WHERE workspace_id = $1 AND id = $2",
                                            {state_->workspace.bytes, collection.bytes}));
    if (!row) return error(ErrorCode::not_found, "there is no collection with the id " + to_text(collection));
    if (row->is_null(0)) {
        collection_ = collection;
        return {};
    }
    STRATUM_TRY(const Search search, parse_search(row->text(0)));
    add(search);
    return {};
}

void TrackConditions::add(const Search& search) {
    const auto words = search_words(search.words);
    const std::string tag = workspace_tag(state_->workspace);
    for (const std::string& word : words)
        if (words_.size() < kMostSearched) words_.push_back(tag + word);
    const std::string plain = plain_text(search.words);
    if (words.empty() && !trim(plain).empty()) anywhere_.emplace_back(trim(plain));
    if (!search.query) return;
    for (TextTerm term : search.query->texts) {
        if (!key_column(term.field).empty() || term.field == "file") term.folded = plain_text(term.folded);
        std::erase(term.folded, '\0');
        terms_.push_back(std::move(term));
    }
    flags_.insert(flags_.end(), search.query->flags.begin(), search.query->flags.end());
    for (const AnalysisState state : search.query->states) {
        never_ = never_ || (analysis_ && *analysis_ != state);
        analysis_ = state;
    }
    for (const NumberTerm& term : search.query->numbers)
        if (term.field == NumberField::added)
            add_dates(term);
        else
            (term.field == NumberField::bpm ? tempi_ : numbers_).push_back(term);
    for (const analysis::Key key : search.query->keys) {
        const std::int64_t place = place_of(key);
        const bool allowed = !keys_ || std::ranges::find(*keys_, place) != keys_->end();
        keys_ = allowed ? std::vector{place} : std::vector<std::int64_t>{};
    }
}

/// Numbers lie in the order of the times, so that they are as good as these and have an index.
void TrackConditions::add_dates(const NumberTerm& term) {
    const auto number_at = [](double time) { return first_number_at({static_cast<std::int64_t>(time)}); };
    if (std::isfinite(term.least)) first_number_ = std::max(first_number_.value_or(0), number_at(term.least));
    if (std::isfinite(term.most))
        end_number_ = std::min(end_number_.value_or(std::numeric_limits<std::int64_t>::max()), number_at(term.most));
}

std::vector<Source> TrackConditions::sources() const {
    std::vector<Source> sources;
    if (playlist_) sources.push_back(Source::playlist);
    if (collection_) sources.push_back(Source::collection);
    if (!words_.empty()) sources.push_back(Source::words);
    if (keys_ || !tempi_.empty()) sources.push_back(Source::tempo);
    if (first_number_ || end_number_) sources.push_back(Source::dates);
    if (!terms_.empty() && has_index(terms_.front().field)) sources.push_back(Source::term);
    return sources;
}

bool TrackConditions::streams(Source source) const {
    switch (source) {
        case Source::words:
            return on_sqlite();
        case Source::playlist:
        case Source::collection:
        case Source::dates:
            return true;
        default:
            return false;
    }
}

bool TrackConditions::tests_more_than(Source source) const {
    return !terms_.empty() || !numbers_.empty() || !flags_.empty() || !anywhere_.empty() || analysis_ ||
           (source != Source::words && !words_.empty()) || (source != Source::playlist && playlist_) ||
           (source != Source::collection && collection_) || (source != Source::tempo && (keys_ || !tempi_.empty()));
}

std::string_view TrackConditions::number_column(Source source) const {
    if (source == Source::words && on_sqlite()) return "w.rowid";
    return source == Source::playlist || source == Source::collection ? "e.number" : "s.number";
}

void TrackConditions::write_base(SqlText& sql) const {
    sql << "s.workspace_id = " << state_->workspace.bytes;
    sql << (binned_ ? " AND s.in_bin = 1" : " AND s.in_bin = 0");
}

void TrackConditions::write_dates(SqlText& sql, std::string_view column) const {
    if (first_number_) sql << " AND " << column << " >= " << store::Value{*first_number_};
    if (end_number_) sql << " AND " << column << " < " << store::Value{*end_number_};
}

/// By the index of words. Words are in quotation marks, and hold none.
void TrackConditions::write_words_found(SqlText& sql) const {
    std::string wanted;
    for (const std::string& word : words_)
        wanted += on_sqlite() ? "\"" + word + "\" * " : (wanted.empty() ? "'" : " & '") + word + "':*";
    if (on_sqlite()) {
        sql << "w.track_words MATCH " << store::Value{wanted};
    } else {
        sql << "array_to_tsvector(string_to_array(substr(s.words, 2), ' ')) @@ " << store::Value{wanted} << "::tsquery";
    }
}

void TrackConditions::write_words_tested(SqlText& sql) const {
    for (const std::string& word : words_)
        sql << (on_sqlite() ? " AND instr(s.words, " : " AND strpos(s.words, ") << store::Value{" " + word} << ") > 0";
}

void TrackConditions::write_number(SqlText& sql, const NumberTerm& term, std::string_view plus) const {
    const std::string_view column = column_of(term.field);
    const bool of_files = is_of_files(term.field);
    if (of_files) sql << kItsAudio;
    if (std::isfinite(term.least))
        sql << " AND " << plus << column << (term.least_counts ? " >= " : " > ") << bound(term.field, term.least);
    if (std::isfinite(term.most))
        sql << " AND " << plus << column << (term.most_counts ? " <= " : " < ") << bound(term.field, term.most);
    if (of_files) sql << ")";
}

void TrackConditions::write_flag(SqlText& sql, const FlagTerm& term) const {
    if (term.field == FlagField::lossless)
        sql << kItsAudio << " AND c.lossless = " << store::Value{std::int64_t{term.set}} << ")";
    else
        sql << " AND (s.corrected & " << store::Value{term.bits} << (term.set ? ") <> 0" : ") = 0");
}

void TrackConditions::write_keys(SqlText& sql, const Walk& walk) const {
    const std::string_view plus = walk.source == Source::tempo ? "" : "+";
    if (walk.key_place) {
        sql << " AND " << plus << "s.key_place = " << store::Value{*walk.key_place};
    } else if (keys_ && !keys_->empty()) {
        sql << " AND " << plus << "s.key_place IN (";
        // One, two, four, eight, ... places, so that there are few statements to prepare.
        const std::size_t places = std::bit_ceil(keys_->size());
        for (std::size_t i = 0; i < places; ++i)
            sql << (i > 0 ? ", " : "") << store::Value{(*keys_)[std::min(i, keys_->size() - 1)]};
        sql << ")";
    }
}

void TrackConditions::write_tempo(SqlText& sql, const Walk& walk) const {
    write_keys(sql, walk);
    for (const NumberTerm& term : tempi_)
        write_number(sql, term, walk.source == Source::tempo ? "" : plus_of(term, walk));
}

void TrackConditions::write_term(SqlText& sql, const TextTerm& term, std::string_view plus) const {
    const std::string_view position = on_sqlite() ? "instr(" : "strpos(";
    if (term.field == "codec") {
        sql << kItsAudio << " AND ";
        if (term.whole)
            sql << "c.codec = " << store::Value{term.folded} << ")";
        else
            sql << position << "c.codec, " << store::Value{term.folded} << ") > 0)";
        return;
    }
    if (term.field == "file") {
        // The first of the lines with paths, and of that what follows the last slash.
        const std::string line = on_sqlite() ? "char(10)" : "chr(10)";
        const std::string first =
            "substr(s.path_key, 1, " + std::string{position} + "s.path_key || " + line + ", " + line + ") - 1)";
        const std::string folder = "rtrim(" + first + ", replace(" + first + ", '/', ''))";
        const std::string name = "substr(" + first + ", length(" + folder + ") + 1)";
        sql << " AND " << position << "s.path_key, " << store::Value{term.folded} << ") > 0 AND ";
        if (term.whole)
            sql << name << " = " << store::Value{term.folded};
        else
            sql << position << name << ", " << store::Value{term.folded} << ") > 0";
        return;
    }
    if (const std::string_view column = key_column(term.field); !column.empty()) {
        if (term.whole && column != "path_key")
            sql << " AND " << (plus.empty() ? "" : "COALESCE(") << "s." << column << (plus.empty() ? "" : ", '')")
                << " = " << store::Value{term.folded};
        else
            sql << " AND " << position << "s." << column << ", " << store::Value{term.folded} << ") > 0";
        return;
    }
    sql << " AND EXISTS (SELECT 1 FROM files f JOIN tags t ON t.workspace_id = f.workspace_id AND t.file_id = f.id "
           "WHERE f.workspace_id = s.workspace_id AND f.track_id = s.track_id AND t.field = "
        << store::Value{term.field} << " AND ";
    if (term.whole)
        sql << "t.folded = " << store::Value{term.folded} << ")";
    else
        sql << position << "t.folded, " << store::Value{term.folded} << ") > 0)";
}

/// Each track of the playlist at its first place.
void TrackConditions::write_entries(SqlText& sql, std::string_view number) const {
    sql << "e.workspace_id = " << state_->workspace.bytes << " AND e.playlist_id = " << playlist_->bytes;
    if (!number.empty()) sql << " AND e.number = " << number;
    write_dates(sql, "e.number");
    sql << " AND NOT EXISTS (SELECT 1 FROM playlist_entries o WHERE o.workspace_id = e.workspace_id AND o.playlist_id "
           "= "
           "e.playlist_id AND o.number = e.number AND o.place < e.place)";
}

void TrackConditions::write_members(SqlText& sql, std::string_view number) const {
    sql << "e.workspace_id = " << state_->workspace.bytes << " AND e.collection_id = " << collection_->bytes;
    if (!number.empty()) sql << " AND e.number = " << number;
    write_dates(sql, "e.number");
}

void TrackConditions::write(SqlText& sql, const Walk& walk) const {
    using enum Source;
    const Source source = walk.source;
    // SQLite takes the tables of a CROSS JOIN in the order in which they stand.
    if (source == words && on_sqlite()) {
        sql << " FROM track_words w CROSS JOIN track_summaries s WHERE ";
        write_words_found(sql);
        write_dates(sql, "w.rowid");
        sql << " AND s.number = w.rowid AND ";
    } else if (source == playlist) {
        sql << " FROM playlist_entries e CROSS JOIN track_summaries s WHERE ";
        write_entries(sql, "");
        sql << " AND s.number = e.number AND ";
    } else if (source == collection) {
        sql << " FROM collection_tracks e CROSS JOIN track_summaries s WHERE ";
        write_members(sql, "");
        sql << " AND s.number = e.number AND ";
    } else {
        sql << " FROM track_summaries s WHERE ";
    }
    write_base(sql);
    if (source == words && !on_sqlite()) {
        sql << " AND ";
        write_words_found(sql);
    }
    write_dates(sql, source == dates || source == order ? "s.number" : "+s.number");
    if (source != words) write_words_tested(sql);
    write_tempo(sql, walk);
    for (const NumberTerm& term : numbers_) write_number(sql, term, plus_of(term, walk));
    for (const FlagTerm& term : flags_) write_flag(sql, term);
    for (std::size_t i = 0; i < terms_.size(); ++i) write_term(sql, terms_[i], source == term && i == 0 ? "" : "+");
    for (const std::string& text : anywhere_) {
        const std::string_view position = on_sqlite() ? "instr(" : "strpos(";
        sql << " AND (" << position << "s.title_key, " << store::Value{text} << ") > 0 OR " << position
            << "s.artist_key, " << store::Value{text} << ") > 0 OR " << position << "s.album_key, "
            << store::Value{text} << ") > 0)";
    }
    if (analysis_) sql << " AND +s.state = " << store::Value{static_cast<std::int64_t>(*analysis_)};
    if (playlist_ && source != playlist) {
        sql << " AND EXISTS (SELECT 1 FROM playlist_entries e WHERE ";
        write_entries(sql, "s.number");
        sql << ")";
    }
    if (collection_ && source != collection) {
        sql << " AND EXISTS (SELECT 1 FROM collection_tracks e WHERE ";
        write_members(sql, "s.number");
        sql << ")";
    }
}

void TrackConditions::write_source_alone(SqlText& sql, Source source) const {
    using enum Source;
    if (source == words && on_sqlite()) {
        sql << "SELECT 1 FROM track_words w WHERE ";
        write_words_found(sql);
        return;
    }
    if (source == playlist) {
        sql << "SELECT 1 FROM playlist_entries e WHERE ";
        return write_entries(sql, "");
    }
    if (source == collection) {
        sql << "SELECT 1 FROM collection_tracks e WHERE ";
        return write_members(sql, "");
    }
    sql << "SELECT 1 FROM track_summaries s WHERE ";
    write_base(sql);
    if (source == words) {
        sql << " AND ";
        write_words_found(sql);
    }
    if (source == tempo) write_tempo(sql, {.source = tempo});
    if (source == dates) write_dates(sql, "s.number");
    if (source == term) write_term(sql, terms_.front(), "");
}

Result<std::optional<std::set<Uuid>>> TrackConditions::tracks_with(Library::State& state, const Query& query) {
    Query kept{.texts = {}, .numbers = {}, .flags = query.flags, .states = query.states, .keys = {}};
    for (const TextTerm& term : query.texts)
        if (term.field == "codec") kept.texts.push_back(term);
    for (const NumberTerm& term : query.numbers)
        if (!is_heard(term.field) && term.field != NumberField::year) kept.numbers.push_back(term);
    if (kept.texts.empty() && kept.numbers.empty() && kept.flags.empty() && kept.states.empty())
        return std::optional<std::set<Uuid>>{};
    TrackConditions conditions{state};
    conditions.add(Search{{}, std::move(kept)});
    std::set<Uuid> tracks;
    if (conditions.impossible()) return std::optional{tracks};
    for (const bool binned : {false, true}) {
        conditions.binned_ = binned;
        SqlText sql;
        sql << "SELECT s.track_id";
        conditions.write(sql, {});
        STRATUM_TRY_VOID(sql.each_row(*state.database, [&](const store::Row& row) -> Result<void> {
            if (const auto track = uuid_from(row.bytes(0))) tracks.insert(*track);
            return {};
        }));
    }
    return std::optional{std::move(tracks)};
}

void TrackConditions::write_sample(SqlText& sql) const {
    sql << "SELECT count(*) FROM (SELECT min(s.number) AS first, max(s.number) AS last FROM track_summaries s WHERE ";
    write_base(sql);
    sql << ") AS ends CROSS JOIN generate_series(0, 4) AS place CROSS JOIN LATERAL (SELECT s.words FROM "
           "track_summaries s "
           "WHERE ";
    write_base(sql);
    sql << " AND s.number >= ends.first + (ends.last - ends.first) / 5 * place ORDER BY s.number LIMIT 50) AS s WHERE "
           "true";
    write_words_tested(sql);
}

std::string TrackConditions::fingerprint(const TrackFilter& filter) {
    JsonWriter json;
    json.begin_array();
    json.string(filter.q);
    const auto number = [&](const auto& value) { value ? json.number(*value) : json.null(); };
    const auto id = [&](const auto& value) { value ? json.string(to_text(*value)) : json.null(); };
    const auto time = [&](const auto& value) { value ? json.integer(value->milliseconds) : json.null(); };
    number(filter.bpm_min);
    number(filter.bpm_max);
    for (const analysis::Key key : filter.keys) json.integer(place_of(key));
    id(filter.playlist);
    id(filter.collection);
    time(filter.added_after);
    time(filter.added_before);
    filter.state ? json.string(name_of(*filter.state)) : json.null();
    json.boolean(filter.binned);
    json.end_array();
    return json.take();
}

}  // namespace stratum::library
