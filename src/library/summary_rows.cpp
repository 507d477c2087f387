#include "summary_rows.hpp"

#include "search_words.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>

namespace stratum::library {
namespace {

constexpr std::array<std::pair<AnalysisState, std::string_view>, 6> kStates{{{AnalysisState::none, "none"},
                                                                             {AnalysisState::queued, "queued"},
                                                                             {AnalysisState::running, "running"},
                                                                             {AnalysisState::done, "done"},
                                                                             {AnalysisState::stale, "stale"},
                                                                             {AnalysisState::failed, "failed"}}};

constexpr unsigned kIdBits = 21;
constexpr std::int64_t kLatest = (std::int64_t{1} << 42U) - 1;  ///< In the year 2109.

// Indexes of PostgreSQL hold at most some 2,700 bytes an entry, and nobody sorts by more.
constexpr std::size_t kLongestKey = 240;

/// All columns, in the order of `values_of`. The first five never change.
constexpr std::array<std::string_view, 40> kColumns{"number",
                                                    "workspace_id",
                                                    "track_id",
                                                    "added_at",
                                                    "version",
                                                    "updated_at",
                                                    "in_bin",
                                                    "binned_at",
                                                    "state",
                                                    "work",
                                                    "made_with",
                                                    "year",
                                                    "rating",
                                                    "duration",
                                                    "bpm",
                                                    "bpm_confidence",
                                                    "beats_confidence",
                                                    "key_place",
                                                    "key_confidence",
                                                    "energy",
                                                    "lufs",
                                                    "corrected",
                                                    "doubt",
                                                    "title",
                                                    "artist",
                                                    "album",
                                                    "album_artist",
                                                    "genre",
                                                    "label",
                                                    "comment",
                                                    "file_name",
                                                    "title_key",
                                                    "artist_key",
                                                    "album_key",
                                                    "genre_key",
                                                    "album_artist_key",
                                                    "label_key",
                                                    "comment_key",
                                                    "path_key",
                                                    "words"};
constexpr std::size_t kFixed = 4;

std::string upsert_text() {
    std::string names;
    std::string places;
    std::string updates;
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
        const std::string name{kColumns[i]};
        names += (i > 0 ? ", " : "") + name;
        places += (i > 0 ? ", $" : "$") + std::to_string(i + 1);
        if (i >= kFixed) updates += (i > kFixed ? ", " : "") + name + " = excluded." + name;
    }
    return "INSERT INTO track_summaries (" + names + ") VALUES (" + places + ") ON CONFLICT (number) DO UPDATE SET " +
           updates;
}

using Text = std::optional<std::string>;

Text key_of(const Text& text) {
    if (!text) return {};
    return cut(std::string{trim(plain_text(*text))}, kLongestKey);
}

std::string words_of(const Uuid& workspace, const TrackSummary& summary) {
    std::string text;
    for (const Text& field : {summary.title, summary.artist, summary.album, summary.genre})
        if (field) text += *field + "\n";
    text += summary.file_name;
    const std::string tag = workspace_tag(workspace);
    std::string words;
    for (const std::string& word : search_words(text)) words += " " + tag + word;
    return words;
}

std::int64_t bits(const std::vector<CorrectedField>& fields) {
    std::int64_t bits = 0;
    for (const CorrectedField field : fields) bits |= std::int64_t{1} << static_cast<unsigned>(field);
    return bits;
}

/// PostgreSQL keeps its index by itself.
Result<void> index_words(store::Database& database, std::int64_t number, const std::string& before,
                         const std::string& after) {
    if (database.engine() != store::Engine::sqlite || before == after) return {};
    if (!before.empty())
        STRATUM_TRY_VOID(database.execute(
            "INSERT INTO track_words (track_words, rowid, words) VALUES ('delete', $1, $2)", {number, before}));
    if (!after.empty())
        STRATUM_TRY_VOID(database.execute("INSERT INTO track_words (rowid, words) VALUES ($1, $2)", {number, after}));
    return {};
}

template <class T>
std::optional<T> unit(const store::Row& row, std::size_t column) {
    const auto number = row.optional_number(column);
    return number ? std::optional{T{*number}} : std::nullopt;
}

Text text(const store::Row& row, std::size_t column) { return row.is_null(column) ? Text{} : Text{row.text(column)}; }

}  // namespace

std::string_view name_of(AnalysisState state) { return find_name(kStates, state); }
bool from_name(std::string_view name, AnalysisState& out) { return find_name(kStates, name, out); }

std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<std::uint8_t>(text[most]) & 0xc0U) == 0x80U) --most;
    text.resize(most);
    return text;
}

std::int64_t first_number_at(Timestamp time) {
    return std::clamp<std::int64_t>(time.milliseconds, 0, kLatest) << kIdBits;
}

std::int64_t number_for(const Uuid& track, Timestamp added_at) {
    // The counter of UUIDv7 (12 bits), then the first of its random bits.
    const auto& id = track.bytes;
    const std::uint32_t counter = (id[6] & 0x0fU) << 8U | id[7];
    const std::uint32_t random = (id[8] & 0x3fU) << 3U | id[9] >> 5U;
    return first_number_at(added_at) | static_cast<std::int64_t>(counter << 9U | random);
}

std::int64_t place_of(analysis::Key key) {
    const bool minor = key.mode == analysis::Mode::minor;
    const int major_tonic = minor ? key.tonic + 3 : key.tonic;  // of the scale with the same notes
    const int around = (major_tonic * 7 + 7) % 12;              // by fifths; C is at 8
    return around * 2 + (minor ? 0 : 1);
}

analysis::Key key_at(std::int64_t place) {
    const bool minor = place % 2 == 0;
    const int major_tonic = static_cast<int>((place / 2 + 5) * 7 % 12);  // 7 is its own inverse modulo 12
    return {minor ? (major_tonic + 9) % 12 : major_tonic, minor ? analysis::Mode::minor : analysis::Mode::major};
}

Result<TrackSummary> summary_from(const store::Row& row, std::size_t first) {
    std::size_t at = first;
    TrackSummary one;
    const auto id = uuid_from(row.bytes(at++));
    if (!id)
        return error(ErrorCode::corrupt, "the library holds a summary with a damaged id", "restore it from a backup");
    one.id = *id;
    one.version = row.integer(at++);
    one.added_at = Timestamp{row.integer(at++)};
    one.updated_at = Timestamp{row.integer(at++)};
    if (const auto binned = row.optional_integer(at++)) one.binned_at = Timestamp{*binned};
    one.analysis = static_cast<AnalysisState>(std::clamp<std::int64_t>(row.integer(at++), 0, kStates.size() - 1));
    one.year = row.optional_integer(at++);
    one.rating = row.optional_integer(at++);
    one.duration = Seconds{row.number(at++)};
    one.bpm = unit<Bpm>(row, at++);
    one.bpm_confidence = row.optional_number(at++);
    one.beats_confidence = row.optional_number(at++);
    if (const auto place = row.optional_integer(at++)) one.key = key_at(*place);
    one.key_confidence = row.optional_number(at++);
    one.energy = row.optional_integer(at++);
    one.lufs = unit<Lufs>(row, at++);
    const std::int64_t corrected = row.integer(at++);
    for (const CorrectedField field : kCorrectedFields)
        if ((corrected >> static_cast<unsigned>(field) & 1) != 0) one.corrected.push_back(field);
    one.doubt = row.optional_number(at++);
    for (Text* const value :
         {&one.title, &one.artist, &one.album, &one.album_artist, &one.genre, &one.label, &one.comment})
        *value = text(row, at++);
    one.file_name = row.text(at++);
    return one;
}

Result<std::optional<SummaryRow>> summary_row(store::Database& database, const Uuid& workspace, const Uuid& track) {
    static const std::string kSql = "SELECT" + std::string{kSummaryColumns} +
                                    ", s.number, s.work, s.made_with, s.path_key, s.words FROM track_summaries s WHERE "
                                    "s.workspace_id = $1 AND s.track_id = $2";
    STRATUM_TRY(const auto row, database.query_one(kSql, {workspace.bytes, track.bytes}));
    if (!row) return std::optional<SummaryRow>{};
    SummaryRow found;
    STRATUM_TRY(found.summary, summary_from(*row));
    found.number = row->integer(kSummaryColumnCount);
    if (const auto work = row->optional_integer(kSummaryColumnCount + 1))
        found.work = static_cast<AnalysisState>(std::clamp<std::int64_t>(*work, 0, kStates.size() - 1));
    found.made_with = row->text(kSummaryColumnCount + 2);
    found.path_key = row->text(kSummaryColumnCount + 3);
    found.words = row->text(kSummaryColumnCount + 4);
    return std::optional{std::move(found)};
}

Result<void> write_summary(store::Database& database, const Uuid& workspace, const SummaryRow& row) {
    static const std::string kSql = upsert_text();
    const TrackSummary& one = row.summary;
    const std::string words = words_of(workspace, one);
    const auto number_of = [](const auto& value) {
        return value ? std::optional{value->value()} : std::optional<double>{};
    };
    const std::vector<store::Value> values{
        row.number,
        workspace.bytes,
        one.id.bytes,
        one.added_at.milliseconds,
        one.version,
        one.updated_at.milliseconds,
        one.binned_at ? 1 : 0,
        one.binned_at ? store::Value{one.binned_at->milliseconds} : store::Value{},
        static_cast<std::int64_t>(one.analysis),
        row.work ? store::Value{static_cast<std::int64_t>(*row.work)} : store::Value{},
        row.made_with,
        one.year,
        one.rating,
        one.duration.value(),
        number_of(one.bpm),
        one.bpm_confidence,
        one.beats_confidence,
        one.key ? store::Value{place_of(*one.key)} : store::Value{},
        one.key_confidence,
        one.energy,
        number_of(one.lufs),
        bits(one.corrected),
        one.doubt,
        one.title,
        one.artist,
        one.album,
        one.album_artist,
        one.genre,
        one.label,
        one.comment,
        one.file_name,
        key_of(one.title),
        key_of(one.artist),
        key_of(one.album),
        key_of(one.genre),
        key_of(one.album_artist),
        key_of(one.label),
        key_of(one.comment),
        row.path_key,
        words,
    };
    STRATUM_TRY_VOID(database.run(kSql, values, nullptr));
    return index_words(database, row.number, row.words, words);
}

Result<void> delete_summary(store::Database& database, const SummaryRow& row) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM track_summaries WHERE number = $1", {row.number}));
    return index_words(database, row.number, row.words, "");
}

}  // namespace stratum::library
