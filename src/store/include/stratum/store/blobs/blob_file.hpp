#pragma once

#include "stratum/base/result.hpp"
#include "stratum/store/blobs/blobs.hpp"

#include <stop_token>
#include <string>
#include <utility>

namespace stratum::store {

/// A blob as a file of this machine, for programs that read files: its own where blobs are files, else a copy that goes
/// with this object.
class BlobFile {
  public:
    /// A copy is made in `folder`, which must be there. Errors: those of `Blobs::get`.
    [[nodiscard]] static Result<BlobFile> open(Blobs& blobs, const BlobId& id, const std::string& folder,
                                               std::stop_token stop = {});
    ~BlobFile();
    BlobFile(BlobFile&& other) noexcept : path_(std::move(other.path_)), copied_(std::exchange(other.copied_, false)) {}
    BlobFile& operator=(BlobFile&&) = delete;
    /// To be read only.
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    BlobFile(std::string path, bool copied) : path_(std::move(path)), copied_(copied) {}
    std::string path_;
    bool copied_;
};

/// Forgets copies in `folder` that are older than a day: what a killed program left.
void remove_old_copies(const std::string& folder, Timestamp now);

}  // namespace stratum::store
