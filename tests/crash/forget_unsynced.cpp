// A file layer that drops what was not synced, for LD_PRELOAD. It stands between a program and the calls by which bytes
// and names become lasting; what a power cut would leave is then found below FORGET_UNSYNCED_KEPT, however the program
// ends:
//
//   files/ID          the bytes that a file had when it was last synced (ID: its inode and time of birth)
//   folders/ID/NAME   for each name that was there when its folder was last synced: "file ID" or "folder ID" of its
//   own;
//                     the ID of FORGET_UNSYNCED_FOLDER itself is "root"
//
// So a folder whose own name was never synced is lost with all that is in it, however well that was synced. Only what
// lies below FORGET_UNSYNCED_FOLDER is looked at. A kill in the middle of a sync leaves a file half old and half new,
// as a disk may. crash/disk.py builds the folder from this again.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <mutex>
#include <set>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

std::mutex mutex;  // one sync after the other

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : value;
}
std::string watched() { return from_environment("FORGET_UNSYNCED_FOLDER"); }
std::string kept() { return from_environment("FORGET_UNSYNCED_KEPT"); }

std::string path_of(int fd) {
    std::vector<char> path(4096);
    const ssize_t length = readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path.data(), path.size());
    return length < 0 ? std::string{} : std::string{path.data(), static_cast<std::size_t>(length)};
}

bool is_watched(const std::string& path) {
    const std::string folder = watched();
    return !folder.empty() && (path == folder || path.starts_with(folder + "/"));
}

/// A new file may get the number of one that is gone, but not its time of birth.
std::string id_of(int folder, const char* name, int flags) {
    struct statx facts{};
    if (statx(folder, name, flags, STATX_INO | STATX_BTIME, &facts) != 0) return {};
    return std::to_string(facts.stx_ino) + "-" + std::to_string(facts.stx_btime.tv_sec) + "-" +
           std::to_string(facts.stx_btime.tv_nsec);
}

void keep_bytes(int fd) {
    const std::string id = id_of(fd, "", AT_EMPTY_PATH);
    const std::string source = "/proc/self/fd/" + std::to_string(fd);
    const int from = open(source.c_str(), O_RDONLY | O_CLOEXEC);
    const int to = open((kept() + "/files/" + id).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    off_t end = 0;
    std::vector<char> piece(1 << 16);
    for (ssize_t count = 1; from >= 0 && to >= 0 && count > 0; end += count) {
        count = pread(from, piece.data(), piece.size(), end);
        if (count <= 0 || pwrite(to, piece.data(), static_cast<std::size_t>(count), end) != count) break;
    }
    if (to < 0 || from < 0 || ftruncate(to, end) != 0) std::abort();
    close(from);
    close(to);
}

void keep_names(int folder, const std::string& path) {
    const std::string names = kept() + "/folders/" + (path == watched() ? "root" : id_of(folder, "", AT_EMPTY_PATH));
    mkdir(names.c_str(), 0700);
    std::set<std::string> present;
    DIR* entries = opendir(path.c_str());
    if (entries == nullptr) return;
    while (const dirent* entry = readdir(entries)) {
        const std::string name = entry->d_name;
        if (name == "." || name == "..") continue;
        const std::string id = id_of(dirfd(entries), entry->d_name, 0);
        if (id.empty()) continue;
        present.insert(name);
        const std::string beside = kept() + "/new";
        std::FILE* out = std::fopen(beside.c_str(), "w");
        if (out == nullptr) std::abort();
        std::fputs(((entry->d_type == DT_DIR ? "folder " : "file ") + id).c_str(), out);
        std::fclose(out);
        if (std::rename(beside.c_str(), (names + "/" + name).c_str()) != 0) std::abort();
    }
    closedir(entries);
    DIR* old = opendir(names.c_str());
    if (old == nullptr) std::abort();
    while (const dirent* entry = readdir(old))
        if (!present.contains(entry->d_name)) std::remove((names + "/" + entry->d_name).c_str());
    closedir(old);
}

int sync(int fd, const char* call) {
    const std::string path = path_of(fd);
    if (!is_watched(path)) return reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, call))(fd);
    const std::lock_guard lock{mutex};
    struct stat facts{};
    if (fstat(fd, &facts) != 0) return -1;
    S_ISDIR(facts.st_mode) ? keep_names(fd, path) : keep_bytes(fd);
    return 0;  // the disk itself has nothing to do: the machine goes on
}

}  // namespace

// The house hides names unless they are to be seen.
extern "C" {
[[gnu::visibility("default")]] int fsync(int fd) { return sync(fd, "fsync"); }
[[gnu::visibility("default")]] int fdatasync(int fd) { return sync(fd, "fdatasync"); }
}
