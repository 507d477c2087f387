#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/platform/personal.hpp"
#include "stratum/store/blobs/blobs.hpp"
#include "stratum/store/database.hpp"
#include "stratum/store/migrations.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Uploads as rows, each of one workspace. Functions work inside the caller's transaction. Errors: those of
/// `store::Database`.
namespace stratum::uploads {

[[nodiscard]] store::MigrationSet schema();

struct Upload {
    Uuid workspace;
    Uuid id;
    std::string name;  ///< With folders.
    std::optional<Uuid> playlist;
    std::int64_t length = 0;
    std::int64_t kept = 0;  ///< On the disk for sure, and so what is told.
    Timestamp created_at;
    Timestamp expires_at;
    std::optional<Uuid> job{};         ///< That hears it; all bytes are in a blob then.
    std::optional<Uuid> created_by{};  ///< The user. Written once, and read for `write_personal` alone.

    [[nodiscard]] bool is_expired(Timestamp now) const { return !job && expires_at <= now; }
};

Result<void> insert(store::Database& database, const Upload& upload);
[[nodiscard]] Result<std::optional<Upload>> find(store::Database& database, const Uuid& workspace, const Uuid& id);
/// The newest first.
[[nodiscard]] Result<std::vector<Upload>> list(store::Database& database, const Uuid& workspace,
                                               const std::optional<Uuid>& before, std::int64_t limit);
/// `kept` bytes are on the disk. Errors: `not_found` when the upload was given up meanwhile.
Result<void> advance(store::Database& database, const Upload& upload, std::int64_t kept, Timestamp expires_at);
/// Its bytes are in this blob, and this job hears it.
Result<void> hand_over(store::Database& database, const Upload& upload, const store::BlobId& blob, const Uuid& job);
Result<void> remove(store::Database& database, const Uuid& workspace, const Uuid& id);

/// Bytes that the workspace has in files of the server, and those that its uploads may still bring.
[[nodiscard]] Result<std::int64_t> bytes_of(store::Database& database, const Uuid& workspace);

/// Of all workspaces: all bytes are there and no job has been asked for, which was tried and failed.
[[nodiscard]] Result<std::vector<Upload>> arrived(store::Database& database);
/// Forgets those that expired, and a week after its last byte what was handed over; returns how many.
Result<std::int64_t> prune(store::Database& database, Timestamp now);

/// Whether a file, an upload that was not heard yet, or an analysis to come refers to the blob, in any workspace.
[[nodiscard]] Result<bool> is_needed(store::Database& database, const store::BlobId& blob);

// For `platform::PersonalPart`.
/// The uploads of the last days in the person's own workspaces, and those begun by the person.
[[nodiscard]] Result<void> write_personal(store::Database& database, const platform::Person& person, JsonWriter& w);
[[nodiscard]] Result<void> forget_maker(store::Database& database, const Uuid& user);
/// The blobs of the workspace may be needed no more.
[[nodiscard]] Result<void> leave(store::Database& database, const Uuid& workspace, Timestamp now);

}  // namespace stratum::uploads
