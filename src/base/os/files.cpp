#include "stratum/base/os/files.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace stratum {
namespace {

FileKind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return FileKind::regular;
    if (S_ISDIR(mode)) return FileKind::folder;
    if (S_ISLNK(mode)) return FileKind::link;
    return FileKind::other;
}

FileKind kind_of(const dirent& entry, const std::string& folder) {
    switch (entry.d_type) {
        case DT_REG:
            return FileKind::regular;
        case DT_DIR:
            return FileKind::folder;
        case DT_LNK:
            return FileKind::link;
        case DT_UNKNOWN:
            break;  // some file systems do not say
        default:
            return FileKind::other;
    }
    const auto stat = stat_file(join_path(folder, entry.d_name), Links::keep);
    return stat ? stat->kind : FileKind::other;
}

}  // namespace

Error file_error(int code, std::string_view what, std::string_view path) {
    ErrorCode kind = ErrorCode::io;
    std::string hint;
    switch (code) {
        case ENOENT:
        case ENOTDIR:
            kind = ErrorCode::not_found;
            break;
        case EACCES:
        case EPERM:
        case EROFS:
            kind = ErrorCode::permission_denied;
            break;
        case EEXIST:
            kind = ErrorCode::already_exists;
            break;
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            kind = ErrorCode::no_space;
            hint = "make room on the disk and try again";
            break;
        default:
            break;
    }
    return error(kind, std::string{what} + " " + valid_utf8(path) + ": " + std::generic_category().message(code),
                 std::move(hint));
}

Result<FileStat> stat_file(const std::string& path, Links links) {
    struct stat raw{};
    const int failed = links == Links::follow ? ::stat(path.c_str(), &raw) : ::lstat(path.c_str(), &raw);
    if (failed != 0) return file_error(errno, "cannot read", path);
    FileStat stat;
    stat.kind = kind_of(raw.st_mode);
    stat.size = raw.st_size;
    stat.modified_ns = std::int64_t{raw.st_mtim.tv_sec} * 1'000'000'000 + raw.st_mtim.tv_nsec;
    stat.volume = raw.st_dev;
    stat.inode = raw.st_ino;
    return stat;
}

bool exists(const std::string& path) {
    struct stat raw{};
    return ::lstat(path.c_str(), &raw) == 0;
}

Result<std::vector<FolderEntry>> list_folder(const std::string& path) {
    const auto close = [](DIR* folder) { closedir(folder); };
    const std::unique_ptr<DIR, decltype(close)> folder{opendir(path.c_str()), close};
    if (!folder) return file_error(errno, "cannot open the folder", path);
    std::vector<FolderEntry> entries;
    for (;;) {
        errno = 0;
        const dirent* entry = readdir(folder.get());  // one stream a call, so thread-safe
        if (entry == nullptr) break;
        const std::string_view name{entry->d_name};
        if (name != "." && name != "..") entries.push_back({std::string{name}, kind_of(*entry, path)});
    }
    if (errno != 0) return file_error(errno, "cannot read the folder", path);
    std::ranges::sort(entries, {}, &FolderEntry::name);
    return entries;
}

Result<std::string> read_text_file(const std::string& path, std::size_t limit) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return file_error(errno, "cannot open", path);
    std::string text;
    std::array<char, 16384> block{};
    ssize_t count = 0;
    while ((count = ::read(fd, block.data(), block.size())) != 0) {
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) break;
        text.append(block.data(), static_cast<std::size_t>(count));
        if (text.size() > limit) break;
    }
    const int code = count < 0 ? errno : 0;
    ::close(fd);
    if (code != 0) return file_error(code, "cannot read", path);
    if (text.size() > limit)
        return error(ErrorCode::invalid_argument,
                     valid_utf8(path) + " is larger than the " + std::to_string(limit) + " bytes that make sense here");
    return text;
}

Result<void> make_folders(const std::string& path) {
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string folder = path.substr(0, end);
        if (::mkdir(folder.c_str(), 0700) != 0) {
            const int code = errno;  // some systems answer EROFS or EACCES before EEXIST
            const auto stat = stat_file(folder);
            if (!stat) return file_error(code, "cannot make the folder", folder);
            if (stat->kind != FileKind::folder)
                return error(ErrorCode::already_exists, valid_utf8(folder) + " is a file where a folder is needed");
        }
        if (end == std::string::npos) return {};
    }
}

Result<void> make_lasting_folders(const std::string& path) {
    const std::string whole = absolute_path(path);
    // Each name is synced in the folder above. One that was there already may lie where nothing can be synced: a disk
    // that is never written, or a folder that may not be read.
    for (std::size_t end = whole.find('/', 1);; end = whole.find('/', end + 1)) {
        const std::string folder = whole.substr(0, end);
        const bool was_there = exists(folder);
        STRATUM_TRY_VOID(make_folders(folder));
        const auto synced = sync_folder(folder.substr(0, std::max<std::size_t>(1, folder.rfind('/'))));
        if (!synced && !was_there) return synced;
        if (end == std::string::npos) return {};
    }
}

Result<void> sync_folder(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return file_error(errno, "cannot make sure of the folder", path);
    const int code = ::fsync(fd) == 0 ? 0 : errno;
    ::close(fd);
    if (code != 0) return file_error(code, "cannot make sure of the folder", path);
    return {};
}

bool is_writable_folder(const std::string& path) {
    const auto stat = stat_file(path);
    return stat && stat->kind == FileKind::folder && ::access(path.c_str(), W_OK | X_OK) == 0;
}

std::string absolute_path(std::string_view path) {
    std::string whole{path};
    if (!path.starts_with('/')) {
        const auto release = [](char* text) { ::free(text); };
        const std::unique_ptr<char, decltype(release)> here{::getcwd(nullptr, 0), release};
        whole = join_path(here ? here.get() : "/", path);
    }
    std::vector<std::string_view> parts;
    for (const std::string_view part : split(whole, '/')) {
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            if (!parts.empty()) parts.pop_back();
        } else {
            parts.push_back(part);
        }
    }
    std::string result;
    for (const std::string_view part : parts) result.append("/").append(part);
    return result.empty() ? "/" : result;
}

Result<std::string> real_path(const std::string& path) {
    const auto release = [](char* text) { ::free(text); };
    const std::unique_ptr<char, decltype(release)> real{::realpath(path.c_str(), nullptr), release};
    if (!real) return file_error(errno, "cannot find", path);
    return std::string{real.get()};
}

std::string join_path(std::string_view folder, std::string_view name) {
    std::string path{folder};
    if (!path.empty() && !path.ends_with('/')) path += '/';
    return path.append(name);
}

std::string_view file_name_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string extension_of(std::string_view path) {
    const std::string_view name = file_name_of(path);
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string{} : to_lower(name.substr(dot + 1));
}

}  // namespace stratum
