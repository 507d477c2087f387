#include "spool.hpp"

#include "stratum/base/ids.hpp"
#include "stratum/base/os/files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace stratum::store {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 18;
constexpr std::int64_t kDay = 86'400'000;

Result<void> write_all(int fd, std::span<const std::uint8_t> bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return file_error(errno, "cannot write", path);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

}  // namespace

Result<Spool> Spool::fill(const std::string& folder, const Blobs::Source& source, const std::stop_token& stop) {
    const std::string path = join_path(folder, to_text(IdSource::random()));
    os::Fd file{::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!file) return file_error(errno, "cannot write", path);
    Spool spool{path, std::move(file)};
    crypto::Blake2b256 hash;
    std::vector<std::uint8_t> piece(kPiece);
    for (;;) {
        if (stop.stop_requested()) return error(ErrorCode::cancelled, "storing a blob was cancelled");
        STRATUM_TRY(const std::size_t count, source(piece));
        if (count == 0) break;
        STRATUM_CHECK(count <= piece.size());
        const auto bytes = std::span<const std::uint8_t>{piece}.first(count);
        hash.update(bytes);
        STRATUM_TRY_VOID(write_all(spool.file_.get(), bytes, path));
        spool.size_ += static_cast<std::int64_t>(count);
    }
    spool.id_ = hash.digest();
    return spool;
}

Spool::Spool(Spool&& other) noexcept
    : path_(std::exchange(other.path_, {})), file_(std::move(other.file_)), id_(other.id_), size_(other.size_) {}

Spool::~Spool() {
    if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> Spool::move_to(const std::string& path) {
    // A disk that fails or is full may say so only now.
    if (::fsync(file_.get()) != 0) return file_error(errno, "cannot write", path);
    if (::rename(path_.c_str(), path.c_str()) != 0) return file_error(errno, "cannot write", path);
    path_.clear();
    return sync_folder(folder_of(path));
}

void remove_old_spools(const std::string& folder, Timestamp now) {
    const auto entries = list_folder(folder);
    if (!entries) return;
    for (const auto& entry : *entries) {
        const std::string path = join_path(folder, entry.name);
        const auto stat = stat_file(path, Links::keep);
        if (stat && stat->kind == FileKind::regular && stat->modified_ns / 1'000'000 < now.milliseconds - kDay)
            ::unlink(path.c_str());
    }
}

}  // namespace stratum::store
