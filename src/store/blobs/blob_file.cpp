#include "stratum/store/blobs/blob_file.hpp"

#include "spool.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/os/fd.hpp"
#include "stratum/base/os/files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace stratum::store {

Result<BlobFile> BlobFile::open(Blobs& blobs, const BlobId& id, const std::string& folder, std::stop_token stop) {
    if (const auto own = blobs.file_of(id)) {
        STRATUM_TRY_VOID(blobs.stat(id));
        return BlobFile{*own, false};
    }
    const std::string path = join_path(folder, to_text(IdSource::random()));
    const os::Fd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!file) return file_error(errno, "cannot write", path);
    BlobFile copy{path, true};
    STRATUM_TRY_VOID(blobs.get(
        id, {},
        [&](std::span<const std::uint8_t> piece) -> Result<void> {
            while (!piece.empty()) {
                const ssize_t count = ::write(file.get(), piece.data(), piece.size());
                if (count < 0 && errno == EINTR) continue;
                if (count < 0) return file_error(errno, "cannot write", path);
                piece = piece.subspan(static_cast<std::size_t>(count));
            }
            return {};
        },
        std::move(stop)));
    return copy;
}

BlobFile::~BlobFile() {
    if (copied_) ::unlink(path_.c_str());
}

void remove_old_copies(const std::string& folder, Timestamp now) { remove_old_spools(folder, now); }

}  // namespace stratum::store
