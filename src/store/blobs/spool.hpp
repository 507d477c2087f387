#pragma once

#include "stratum/base/os/fd.hpp"
#include "stratum/store/blobs/blobs.hpp"

#include <string>

namespace stratum::store {

/// What a source gave, in a file of its own whose name says what is in it. Removed when destroyed, unless it was moved
/// to its place.
class Spool {
  public:
    /// Writes to a new file in `folder` and hashes on the way. Errors: those of `source`, `no_space`, `io`,
    /// `cancelled`.
    static Result<Spool> fill(const std::string& folder, const Blobs::Source& source, const std::stop_token& stop);
    ~Spool();
    Spool(Spool&& other) noexcept;
    Spool& operator=(Spool&&) = delete;

    [[nodiscard]] const BlobId& id() const { return id_; }
    [[nodiscard]] std::int64_t size() const { return size_; }
    [[nodiscard]] int fd() const { return file_.get(); }
    /// Makes sure that the bytes are on the disk, gives the file its name, and makes sure of the name as well. What had
    /// the name before is replaced at once.
    Result<void> move_to(const std::string& path);

  private:
    Spool(std::string path, os::Fd file) : path_(std::move(path)), file_(std::move(file)) {}
    std::string path_;
    os::Fd file_;
    BlobId id_{};
    std::int64_t size_ = 0;
};

/// Forgets files in `folder` that nobody has written to for a day: what a killed program left.
void remove_old_spools(const std::string& folder, Timestamp now);

}  // namespace stratum::store
