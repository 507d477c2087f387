#pragma once

#include "stratum/base/ids.hpp"
#include "stratum/base/os/fd.hpp"
#include "stratum/base/result.hpp"
#include "stratum/platform/call.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace stratum::uploads {

/// The file that the bytes of one upload lie in until all are there. Whoever holds this holds the file's lock, which
/// other processes see too, and which goes with the process that holds it.
class Place {
  public:
    /// Where the files of all uploads lie.
    [[nodiscard]] static std::string folder(const platform::Services& services);
    [[nodiscard]] static std::string path(const platform::Services& services, const Uuid& upload);

    /// A new, empty one, whose name outlives a power cut. Errors: `no_space`, `permission_denied`, `io`.
    [[nodiscard]] static Result<Place> make(const platform::Services& services, const Uuid& upload);
    /// One that was made before. Nothing of it changes: how much of it counts is to be read from its row, and that with
    /// the lock in hands, or the bytes of whoever just let go would be cut off. Errors: `busy` when somebody else holds
    /// it, `not_found` when it is not on this machine.
    [[nodiscard]] static Result<Place> open(const platform::Services& services, const Uuid& upload);
    /// `kept` bytes have been told; what lies behind them never was, and goes. Errors: `not_found` when some of those
    /// bytes are not there, `io`.
    Result<void> hold_to(std::int64_t kept);
    /// Whether one of which `kept` bytes have been told is on this machine.
    [[nodiscard]] static bool holds(const platform::Services& services, const Uuid& upload, std::int64_t kept);

    /// Errors: `no_space`, `io`.
    Result<void> write(std::int64_t offset, std::span<const char> bytes);
    /// What was written is on the disk when this returns. Errors: `no_space`, `io`.
    Result<void> sync();
    /// What lies behind `size` goes.
    Result<void> cut(std::int64_t size);
    void remove();
    /// Others may take it from here on, and nothing more can be done with this.
    void let_go();
    ~Place() { let_go(); }
    Place(Place&&) noexcept = default;
    Place& operator=(Place&&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    Place(std::string path, os::Fd file) : path_(std::move(path)), file_(std::move(file)) {}
    std::string path_;
    os::Fd file_;
};

/// Bytes that are free for uploads on the disk of their folder. Errors: `io`.
[[nodiscard]] Result<std::int64_t> free_bytes(const platform::Services& services);

}  // namespace stratum::uploads
