#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/store/blobs/blobs.hpp"
#include "stratum/store/database.hpp"

#include <span>
#include <string>
#include <vector>

/// Blobs of music that may be needed no more: a file that was one of them is gone, of whichever workspace. They are
/// noted in the transaction that takes the file away, so that none is forgotten, and whoever keeps blobs looks later
/// whether that was the last one. Functions work inside the caller's transaction. Errors: those of `Database`.
namespace stratum::library {

/// The job that looks; it is of no workspace. Here, since several features ask for it and one does it.
inline constexpr const char* kRemoveBlobsJob = "blobs.remove";

/// Of paths of `kStored` form; others are passed over. Asks for the job, too; what the others note waits for the next.
Result<void> note_loose(store::Database& database, IdSource& ids, std::span<const std::string> paths, Timestamp now);
/// Of all files of a workspace whose rows are about to go.
Result<void> note_all_loose(store::Database& database, const Uuid& workspace, Timestamp now);
Result<void> note_loose_blob(store::Database& database, const store::BlobId& blob, Timestamp now);
/// A blob is about to be put, and what will refer to it comes after that. Where it never does, since the process was
/// killed between the two, somebody looks a day later. Its own transaction, which ends before the blob is put.
Result<void> note_coming_blob(store::Database& database, const store::BlobId& blob, Timestamp now);

struct LooseBlob {
    store::BlobId id{};
    bool going = false;  ///< Somebody has begun to remove it: from here on nothing may refer to it again.
};
/// Those to be looked at by now, the oldest first.
[[nodiscard]] Result<std::vector<LooseBlob>> loose_blobs(store::Database& database, std::size_t most, Timestamp now);
/// Nothing when it is not loose.
[[nodiscard]] Result<std::optional<LooseBlob>> find_loose(store::Database& database, const store::BlobId& blob);
Result<void> mark_going(store::Database& database, const store::BlobId& blob);
Result<void> forget_loose(store::Database& database, const store::BlobId& blob);

/// Whether a file of any workspace is that blob.
[[nodiscard]] Result<bool> is_a_file(store::Database& database, const store::BlobId& blob);

}  // namespace stratum::library
