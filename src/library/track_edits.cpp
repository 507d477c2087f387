#include "track_edits.hpp"

#include "stratum/base/text.hpp"
#include "summary_writer.hpp"
#include "tag_rows.hpp"

#include <algorithm>
#include <map>

namespace stratum::library {
namespace {

struct ReadEdits {
    const std::map<std::string, std::string, std::less<>>& rows;
    void field(std::string_view name, std::optional<std::string>& text) const {
        if (const auto found = rows.find(name); found != rows.end()) text = found->second;
    }
    void field(std::string_view name, std::optional<std::int64_t>& number) const {
        if (const auto found = rows.find(name); found != rows.end()) number = parse_integer(found->second);
    }
};

/// As people count: letters, not bytes.
std::size_t letters_in(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<std::uint8_t>(c) & 0xc0U) != 0x80U; }));
}

Result<void> add(EditRows& rows, const std::string& field, const Change<std::string>& change, std::size_t most) {
    if (!change) return {};
    if (*change && letters_in(**change) > most)
        return error(
            ErrorCode::invalid_argument,
            field + " has " + std::to_string(letters_in(**change)) + " letters, more than " + std::to_string(most),
            "shorten it");
    if (*change && is_blank(**change))
        return error(ErrorCode::invalid_argument, field + " holds nothing but blanks",
                     "leave it empty to say that there is none");
    rows.emplace_back(field, *change ? std::optional{storable(**change)} : std::nullopt);
    return {};
}

Result<void> add(EditRows& rows, const std::string& field, const Change<std::int64_t>& change, std::int64_t least,
                 std::int64_t most) {
    if (!change) return {};
    if (*change && (**change < least || **change > most))
        return error(ErrorCode::invalid_argument, field + " is " + std::to_string(**change),
                     "it is a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    rows.emplace_back(field, *change ? std::optional{std::to_string(**change)} : std::nullopt);
    return {};
}

struct AllEdits {
    std::vector<TrackEdit> edits;  ///< Oldest first.
    std::int64_t last = 0;         ///< The number of the newest.
};
/// Each edit that was ever made.
Result<AllEdits> all_edits(store::Database& database, const Uuid& workspace, const Uuid& track) {
    AllEdits all;
    STRATUM_TRY_VOID(database.each(
        "SELECT field, value, author, created_at, number FROM track_edits WHERE workspace_id = $1 AND track_id = $2 "
        "ORDER BY number",
        {workspace.bytes, track.bytes}, [&](const store::Row& row) -> Result<void> {
            all.edits.push_back({row.text(0), row.is_null(1) ? std::nullopt : std::optional{row.text(1)}, row.text(2),
                                 Timestamp{row.integer(3)}});
            all.last = row.integer(4);
            return {};
        }));
    return all;
}

}  // namespace

Result<TrackEdits> newest_edits(store::Database& database, const Uuid& workspace, const Uuid& track) {
    STRATUM_TRY(const auto all, all_edits(database, workspace, track));
    std::map<std::string, std::string, std::less<>> newest;
    for (const TrackEdit& edit : all.edits) {
        newest.erase(edit.field);
        if (edit.value) newest.emplace(edit.field, *edit.value);
    }
    TrackEdits edits;
    const ReadEdits fields{newest};
    describe(fields, edits);
    return edits;
}

Result<EditRows> rows_of(const TrackPatch& patch) {
    constexpr std::size_t kName = 500;
    constexpr std::size_t kShort = 200;
    constexpr std::size_t kComment = 4000;
    EditRows rows;
    STRATUM_TRY_VOID(add(rows, "title", patch.title, kName));
    STRATUM_TRY_VOID(add(rows, "artist", patch.artist, kName));
    STRATUM_TRY_VOID(add(rows, "album", patch.album, kName));
    STRATUM_TRY_VOID(add(rows, "album_artist", patch.album_artist, kName));
    STRATUM_TRY_VOID(add(rows, "genre", patch.genre, kShort));
    STRATUM_TRY_VOID(add(rows, "label", patch.label, kShort));
    STRATUM_TRY_VOID(add(rows, "comment", patch.comment, kComment));
    STRATUM_TRY_VOID(add(rows, "year", patch.year, 1, 9999));
    STRATUM_TRY_VOID(add(rows, "rating", patch.rating, 0, 5));
    return rows;
}

Result<std::vector<TrackEdit>> Tracks::edits(const Uuid& track) {
    STRATUM_TRY_VOID(summary(track));
    STRATUM_TRY(auto all, all_edits(*state_.database, state_.workspace, track));
    return std::move(all.edits);
}

Result<std::int64_t> Tracks::patch(std::span<const Uuid> tracks, const TrackPatch& patch) {
    STRATUM_TRY(const EditRows rows, rows_of(patch));
    STRATUM_TRY(auto transaction, state_.begin());
    std::int64_t changed = 0;
    for (const Uuid& track : tracks) {
        STRATUM_TRY_VOID(summary(track));
        STRATUM_TRY(auto all, all_edits(*state_.database, state_.workspace, track));
        bool any = false;
        for (const auto& [field, value] : rows) {
            // Said once is enough, and what nobody said needs not be taken back.
            const auto newest = std::ranges::find(all.edits.rbegin(), all.edits.rend(), field, &TrackEdit::field);
            if (newest == all.edits.rend() ? !value : newest->value == value) continue;
            STRATUM_TRY_VOID(
                state_.database->execute("INSERT INTO track_edits (workspace_id, id, track_id, number, field, value, "
                                         "author, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                                         {state_.workspace.bytes, state_.ids.next().bytes, track.bytes, ++all.last,
                                          field, value, state_.author, state_.clock.now().milliseconds}));
            any = true;
        }
        if (!any) continue;
        ++changed;
        state_.touch(track);
    }
    STRATUM_TRY_VOID(SummaryWriter{state_}.refresh(Cause::updated));
    STRATUM_TRY_VOID(transaction.commit());
    return changed;
}

}  // namespace stratum::library
