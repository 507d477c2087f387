#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <utility>

/// What the house needs of POSIX, in one place, so that other systems can follow.
namespace stratum::os {

/// Owns a file descriptor and closes it. -1 means none.
class STRATUM_EXPORT Fd {
  public:
    Fd() = default;
    explicit Fd(int number) noexcept : number_(number) {}
    ~Fd() { reset(); }
    Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) reset(std::exchange(other.number_, -1));
        return *this;
    }
    [[nodiscard]] int get() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }
    [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }
    void reset(int number = -1) noexcept;

  private:
    int number_ = -1;
};

/// The error for an `errno`: `not_found`, `permission_denied`, `no_space`, else `io`; `what` says what was tried.
[[nodiscard]] Error system_error(int number, const std::string& what);

struct Pipe {
    Fd read;
    Fd write;
};
/// Both ends are closed on exec.
[[nodiscard]] Result<Pipe> make_pipe();
/// Two connected UNIX stream sockets, closed on exec.
[[nodiscard]] Result<std::pair<Fd, Fd>> make_socket_pair();

/// Opens a regular file for reading; never waits, even where `path` is a named pipe without a writer. Errors:
/// `not_found`, `permission_denied`, `unsupported` for folders, devices, pipes and sockets, `io`.
[[nodiscard]] Result<Fd> open_regular_file(const std::string& path);
/// Errors: `io`.
[[nodiscard]] Result<std::int64_t> file_size(int fd);
/// Fills `out` from `offset` on as far as the file goes; returns how much was read. Does not move the file's own
/// position. Errors: `io`.
[[nodiscard]] Result<std::size_t> read_at(int fd, std::int64_t offset, std::span<std::uint8_t> out);

}  // namespace stratum::os
