#pragma once

/// Keeps the summaries true: whatever changes a track says so (`State::touch`), and before its transaction ends the
/// rows of those tracks are computed anew.

#include "state.hpp"
#include "summary_rows.hpp"

#include <set>

namespace stratum::library {

/// Why tracks were touched, for those who are told of it.
enum class Cause : std::uint8_t { updated, analysed, corrected, rebuilt };

class SummaryWriter {
  public:
    explicit SummaryWriter(Library::State& state) : state_(state), database_(*state.database) {}

    /// All that were touched since the last time; inside the transaction of the caller.
    Result<void> refresh(Cause cause);
    /// Also all tracks with files of this content.
    Result<void> touch(const media::ContentId& content);
    /// The row of a track that is about to go, with its places in lists and what a person said of its tags.
    Result<void> remove(const Uuid& track);

    /// Which program makes rows today; those made by another one are computed again (`Tracks::rebuild`).
    static const std::string& made_with();

  private:
    Result<bool> refresh_one(const Uuid& track, Cause cause);
    /// What the row should say; nothing when the track has no file.
    Result<std::optional<TrackSummary>> computed(const Uuid& track, std::string& path_key);
    Result<void> describe_audio(TrackSummary& summary, const media::ContentId& content);
    Result<void> describe_text(TrackSummary& summary, const Uuid& file);
    Result<AnalysisState> state_of(const media::ContentId& content);
    Result<std::int64_t> free_number(const Uuid& track, Timestamp added_at);
    Result<void> durations_of_playlists(std::int64_t number);

    Library::State& state_;
    store::Database& database_;
};

}  // namespace stratum::library
