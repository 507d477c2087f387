#pragma once

#include "stratum/analysis/networks.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/library/library.hpp"
#include "stratum/store/database.hpp"
#include "versions.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace stratum::library {

/// What the parts of `Library` share.
struct Library::State {
    explicit State(const Clock& time) : clock(time), ids(time) {}

    const Clock& clock;
    IdSource ids;
    std::unique_ptr<store::Database> owned;  ///< Null where the connection is borrowed.
    store::Database* database = nullptr;
    Uuid workspace;
    std::optional<analysis::TempoRange> tempo_range;  ///< See `Library::hear_tempo_in`.
    bool networks = false;                            ///< See `Library::hear_with_networks`.
    std::set<Uuid> young;  ///< Tracks made since `settle`, which nobody has put anything into.

    std::string author = "local";  ///< Of corrections and edits.
    std::string actor;             ///< Of events; empty for the same.
    bool tells = false;            ///< Whether events are written; see `Library::tell_events`.
    std::set<Uuid> touched;        ///< Tracks whose summaries may say something else now; see summary_writer.hpp.
    bool heard = false;            ///< And that is because they were analysed.
    void touch(const Uuid& track) { touched.insert(track); }

    [[nodiscard]] ListeningOptions listening(const std::optional<analysis::TempoPrior>& prior) const {
        if (!networks) return {tempo_range, {}, prior, {}};
        return {tempo_range, analysis::Networks::beats_name(), prior, analysis::Networks::key_name(),
                analysis::Networks::vocals_name()};
    }
    /// Inside a transaction of the caller it is a savepoint.
    Result<store::Transaction> begin() const {
        using enum store::Transaction::Intent;
        const bool inside = database->condition() == store::Database::Condition::inside_transaction;
        return store::Transaction::begin(*database, inside ? savepoint : write);
    }
};

/// The columns that make a `FileRecord`, the tables they come from, and how to read them from `first` on.
inline constexpr std::string_view kFileColumns =
    " f.id, f.track_id, f.content_id, f.path, f.size, f.modified_ns, f.volume, f.inode, f.warning, c.silent ";
inline constexpr std::size_t kFileColumnCount = 10;
inline constexpr std::string_view kFromFiles =
    "FROM files f JOIN contents c ON c.workspace_id = f.workspace_id AND c.id = f.content_id ";
[[nodiscard]] Result<FileRecord> file_record(const store::Row& row, std::size_t first = 0);

[[nodiscard]] inline Bytes path_bytes(std::string_view path) { return {path.begin(), path.end()}; }
[[nodiscard]] inline std::string path_text(const Bytes& path) { return {path.begin(), path.end()}; }
/// Volumes and inodes use all 64 bits; SQL has signed numbers only.
[[nodiscard]] inline std::int64_t to_signed(std::uint64_t number) { return static_cast<std::int64_t>(number); }

}  // namespace stratum::library
