#include "stratum/base/os/fd.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace stratum::os {

void Fd::reset(int number) noexcept {
    if (number_ >= 0) ::close(number_);
    number_ = number;
}

Error system_error(int number, const std::string& what) {
    ErrorCode code = ErrorCode::io;
    if (number == ENOENT || number == ENOTDIR) code = ErrorCode::not_found;
    if (number == EACCES || number == EPERM) code = ErrorCode::permission_denied;
    if (number == ENOSPC || number == EDQUOT || number == EFBIG) code = ErrorCode::no_space;
    return error(code, what + ": " + std::generic_category().message(number));
}

Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_error(errno, "cannot make a pipe");
    return Pipe{Fd{ends[0]}, Fd{ends[1]}};
}

Result<std::pair<Fd, Fd>> make_socket_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return system_error(errno, "cannot make a pair of sockets");
    return std::pair{Fd{ends[0]}, Fd{ends[1]}};
}

Result<Fd> open_regular_file(const std::string& path) {
    Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (!fd) {
        if (errno == ENXIO) return error(ErrorCode::unsupported, "is no regular file");
        return system_error(errno, "cannot open the file");
    }
    struct stat facts{};
    if (::fstat(fd.get(), &facts) != 0) return system_error(errno, "cannot look at the file");
    if (S_ISDIR(facts.st_mode)) return error(ErrorCode::unsupported, "is a folder, not a file");
    if (!S_ISREG(facts.st_mode)) return error(ErrorCode::unsupported, "is no regular file");
    return fd;
}

Result<std::int64_t> file_size(int fd) {
    struct stat facts{};
    if (::fstat(fd, &facts) != 0) return system_error(errno, "cannot look at the file");
    return static_cast<std::int64_t>(facts.st_size);
}

Result<std::size_t> read_at(int fd, std::int64_t offset, std::span<std::uint8_t> out) {
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t got = ::pread(fd, out.data() + done, out.size() - done, offset + static_cast<std::int64_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error(errno, "cannot read the file");
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

}  // namespace stratum::os
