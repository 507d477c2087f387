#include "place.hpp"

#include "stratum/base/os/files.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace stratum::uploads {

std::string Place::folder(const platform::Services& services) { return join_path(services.scratch, "uploads"); }

std::string Place::path(const platform::Services& services, const Uuid& upload) {
    return join_path(folder(services), to_text(upload));
}

Result<Place> Place::make(const platform::Services& services, const Uuid& upload) {
    STRATUM_TRY_VOID(make_folders(folder(services)));
    const std::string path = Place::path(services, upload);
    os::Fd file{::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!file) return file_error(errno, "cannot write", path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return file_error(errno, "cannot lock", path);
    // The folder may be as new as the file is.
    for (const std::string& above : {folder(services), services.scratch}) STRATUM_TRY_VOID(sync_folder(above));
    return Place{path, std::move(file)};
}

Result<Place> Place::open(const platform::Services& services, const Uuid& upload) {
    const std::string path = Place::path(services, upload);
    os::Fd file{::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)};
    if (!file) return file_error(errno, "cannot open", path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return error(ErrorCode::busy, "somebody else is sending a part of this upload",
                         "wait until that is over, or until it was silent for half a minute");
        return file_error(errno, "cannot lock", path);
    }
    return Place{path, std::move(file)};
}

Result<void> Place::hold_to(std::int64_t kept) {
    STRATUM_TRY(const std::int64_t size, os::file_size(file_.get()));
    if (size < kept) return error(ErrorCode::not_found, "the file of an upload is shorter than what was kept of it");
    return size > kept ? cut(kept) : Result<void>{};
}

bool Place::holds(const platform::Services& services, const Uuid& upload, std::int64_t kept) {
    const auto stat = stat_file(path(services, upload), Links::keep);
    return stat && stat->kind == FileKind::regular && stat->size >= kept;
}

Result<void> Place::write(std::int64_t offset, std::span<const char> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(file_.get(), bytes.data(), bytes.size(), offset);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return file_error(errno, "cannot write", path_);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += count;
    }
    return {};
}

Result<void> Place::sync() {
    if (::fdatasync(file_.get()) != 0) return file_error(errno, "cannot write", path_);
    return {};
}

Result<void> Place::cut(std::int64_t size) {
    if (::ftruncate(file_.get(), size) != 0) return file_error(errno, "cannot shorten", path_);
    return {};
}

void Place::remove() { ::unlink(path_.c_str()); }

void Place::let_go() {
    if (!file_) return;
    // Closing would do, were there no child that was begun just now and holds a copy of the descriptor until it runs.
    ::flock(file_.get(), LOCK_UN);
    file_.reset();
}

Result<std::int64_t> free_bytes(const platform::Services& services) {
    struct statvfs disk{};
    if (::statvfs(services.scratch.c_str(), &disk) != 0)
        return file_error(errno, "cannot look at the disk of", services.scratch);
    return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
}

}  // namespace stratum::uploads
