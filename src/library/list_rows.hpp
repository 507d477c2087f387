#pragma once

#include "page_cursor.hpp"
#include "state.hpp"
#include "stratum/library/lists.hpp"

namespace stratum::library {

/// Counts a playlist's entries and adds up their durations anew, as a change of the playlist.
Result<void> recount_playlist(store::Database& database, const Uuid& workspace, const Uuid& playlist, Timestamp now);
Result<void> recount_collection(store::Database& database, const Uuid& workspace, const Uuid& collection,
                                Timestamp now);

/// The track with this number leaves all lists.
Result<void> leave_lists(store::Database& database, const Uuid& workspace, std::int64_t number, Timestamp now);

/// The number of a track's summary. Errors: `not_found`.
[[nodiscard]] Result<std::int64_t> number_of(const Library::State& state, const Uuid& track);

/// A name as it may be kept. Errors: `invalid_argument`.
[[nodiscard]] std::size_t letters_in(std::string_view text);
[[nodiscard]] Result<std::string> checked_name(std::string_view name);
[[nodiscard]] Result<std::optional<std::string>> checked_description(const std::optional<std::string>& description);
/// What names are sorted and found by.
[[nodiscard]] std::string name_key(std::string_view name);

/// A page of the rows of `table` by name, each with these columns; the id is the first, `name_key` comes behind them.
struct ListRows {
    std::vector<store::Row> rows;
    std::optional<std::string> next_cursor;
    std::optional<std::int64_t> total;
};
[[nodiscard]] Result<ListRows> rows_by_name(const Library::State& state, std::string_view table,
                                            std::string_view columns, std::size_t count, std::string_view q,
                                            const PageRequest& page);
/// Errors: `invalid_argument` for a page that makes no sense.
[[nodiscard]] Result<void> checked_page(const PageRequest& page);

}  // namespace stratum::library
