#pragma once

/// Which track a file is of, as files come and go.
///
/// A track owns what a person made of it, so it goes with the audio and not with the path. Files are found one at a
/// time and in any order, and of a path that holds other audio than before nobody can say yet whether the file was
/// edited there or moved away to make room. So it is taken for edited, the track stays, and a **departure** notes that
/// this audio left and whose it was. When the audio turns up elsewhere, in this run or a later one, it gets its track
/// back, and what stayed at the path gets one of its own. All of it happens in the transaction of the caller.

#include "state.hpp"

#include <optional>
#include <vector>

namespace stratum::library {

/// Whether the file still lies where it was recorded, by size and time. A place that can not be looked at holds
/// nothing.
[[nodiscard]] bool is_in_place(const FileRecord& file);

class Identity {
  public:
    Identity(Library& library, Library::State& state) : library_(library), state_(state), database_(*state.database) {}

    /// The track and the id that the file which was heard gets; makes its path free for it.
    Result<Recorded> of(const Heard& heard);
    /// `file` is at `path` now. Whatever was recorded there has departed.
    Result<void> rename(const FileRecord& file, const std::string& path);
    /// This content lies in this file of this track: its departures are over.
    Result<void> found(const media::ContentId& content, const Uuid& track, const Uuid& file);

  private:
    struct Departure {
        Uuid id;
        Uuid track;
        Uuid file;
    };

    Result<std::optional<Recorded>> known(const Heard& heard, const std::optional<FileRecord>& here);
    Result<Recorded> edited(const FileRecord& here);
    Result<void> claim(const Departure& departure, const media::ContentId& content, const Uuid& file);
    Result<void> forget(const Departure& departure);
    Result<void> split(const FileRecord& file, const Uuid& track);
    Result<void> hand_over(const FileRecord& file, const Uuid& twin);
    Result<void> vacate(const FileRecord& file);
    Result<void> depart(const FileRecord& file);
    Result<Uuid> new_track();
    Result<void> join(const Uuid& young, const Uuid& track);
    Result<std::vector<FileRecord>> files_with(const media::ContentId& content);
    Result<std::optional<FileRecord>> file_with(const Uuid& id);
    Result<std::vector<Departure>> departures(const media::ContentId& content);

    [[nodiscard]] const std::array<std::uint8_t, 16>& workspace() const { return state_.workspace.bytes; }

    Library& library_;
    Library::State& state_;
    store::Database& database_;
};

}  // namespace stratum::library
