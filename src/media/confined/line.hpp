#pragma once

#include "confined/framing.hpp"
#include "stratum/base/os/fd.hpp"
#include "stratum/base/result.hpp"

#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace stratum::media {

/// One end of the socket between parent and child. Not thread-safe.
class Line {
  public:
    Line() = default;
    explicit Line(os::Fd socket) : socket_(std::move(socket)) {}
    [[nodiscard]] int fd() const { return socket_.get(); }

    /// Queues a message; copies of the descriptors travel with its first byte. Sent by `flush`.
    void queue(MessageKind kind, std::span<const std::uint8_t> payload, std::vector<os::Fd> descriptors = {});
    [[nodiscard]] bool has_output() const { return !output_.empty(); }
    /// Sends what can be sent without waiting. Errors: `io` when the other side is gone.
    Result<void> flush();
    /// Takes what has come without waiting; false when the other side has closed. Descriptors are refused unless
    /// `with_descriptors`. Errors: `io`.
    Result<bool> fill(bool with_descriptors);
    Result<std::optional<Message>> next() { return parser_.next(); }
    /// Waits for a message; nothing when the other side has closed. Errors: `io`, `corrupt`.
    Result<std::optional<Message>> wait(bool with_descriptors);
    /// Sends everything, waiting. Errors: `io`.
    Result<void> send_all();
    /// The next descriptor that came along; none when there is none.
    [[nodiscard]] os::Fd take_descriptor();

  private:
    struct Pending {
        Bytes data;
        std::size_t sent = 0;
        std::vector<os::Fd> descriptors;
    };
    os::Fd socket_;
    MessageParser parser_;
    std::deque<Pending> output_;
    std::deque<os::Fd> arrived_;
};

}  // namespace stratum::media
