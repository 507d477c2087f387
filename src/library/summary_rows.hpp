#pragma once

/// The rows of `track_summaries`: how they are read and written.

#include "state.hpp"
#include "stratum/library/summaries.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stratum::library {

/// What is shown of a row, from an alias `s`, in the order that `summary_from` reads.
inline constexpr std::string_view kSummaryColumns =
    " s.track_id, s.version, s.added_at, s.updated_at, s.binned_at, s.state, s.year, s.rating, s.duration, s.bpm, "
    "s.bpm_confidence, s.beats_confidence, s.key_place, s.key_confidence, s.energy, s.lufs, s.corrected, s.doubt, "
    "s.title, s.artist, s.album, s.album_artist, s.genre, s.label, s.comment, s.file_name ";
inline constexpr std::size_t kSummaryColumnCount = 26;
[[nodiscard]] Result<TrackSummary> summary_from(const store::Row& row, std::size_t first = 0);

/// A whole row.
struct SummaryRow {
    std::int64_t number = 0;  ///< 0 for one that is not there yet.
    std::optional<AnalysisState> work;
    std::string made_with;
    std::string path_key;
    std::string words;  ///< As they are kept; not looked at in writing.
    TrackSummary summary;
};
[[nodiscard]] Result<std::optional<SummaryRow>> summary_row(store::Database& database, const Uuid& workspace,
                                                            const Uuid& track);
/// Puts the row there, or in place of the one that it was read from. What is sorted and searched is made from the rest.
Result<void> write_summary(store::Database& database, const Uuid& workspace, const SummaryRow& row);
Result<void> delete_summary(store::Database& database, const SummaryRow& row);

/// The number for a track that is added now: the time, and below it 21 bits of the id, so that numbers ascend like ids.
[[nodiscard]] std::int64_t number_for(const Uuid& track, Timestamp added_at);
/// All tracks that were added at this time or later have at least this number.
[[nodiscard]] std::int64_t first_number_at(Timestamp time);

/// Where a key stands on the wheel that DJs know: 1A, 1B, 2A, ... from 0 to 23.
[[nodiscard]] std::int64_t place_of(analysis::Key key);
[[nodiscard]] analysis::Key key_at(std::int64_t place);

/// At most so many bytes of text, cut between letters.
[[nodiscard]] std::string cut(std::string text, std::size_t most);

}  // namespace stratum::library
