#include "confined/line.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>

namespace stratum::media {
namespace {

constexpr std::size_t kMostDescriptors = 4;  // In one message.

Error gone(int number) { return os::system_error(number, "the other process is gone"); }

Result<void> wait_for(int fd, short events) {
    pollfd end{fd, events, 0};
    while (::poll(&end, 1, -1) < 0)
        if (errno != EINTR) return os::system_error(errno, "cannot wait for the other process");
    return {};
}

}  // namespace

void Line::queue(MessageKind kind, std::span<const std::uint8_t> payload, std::vector<os::Fd> descriptors) {
    STRATUM_CHECK(descriptors.size() <= kMostDescriptors);
    output_.push_back({encode_message(kind, payload), 0, std::move(descriptors)});
}

Result<void> Line::flush() {
    while (!output_.empty()) {
        Pending& front = output_.front();
        iovec part{front.data.data() + front.sent, front.data.size() - front.sent};
        msghdr head{};
        head.msg_iov = &part;
        head.msg_iovlen = 1;
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMostDescriptors)> control{};
        if (!front.descriptors.empty()) {
            const std::size_t bytes = sizeof(int) * front.descriptors.size();
            head.msg_control = control.data();
            head.msg_controllen = CMSG_SPACE(bytes);
            cmsghdr* rights = CMSG_FIRSTHDR(&head);
            rights->cmsg_level = SOL_SOCKET;
            rights->cmsg_type = SCM_RIGHTS;
            rights->cmsg_len = CMSG_LEN(bytes);
            std::array<int, kMostDescriptors> numbers{};
            for (std::size_t i = 0; i < front.descriptors.size(); ++i) numbers[i] = front.descriptors[i].get();
            std::memcpy(CMSG_DATA(rights), numbers.data(), bytes);
        }
        const ssize_t sent = ::sendmsg(socket_.get(), &head, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return {};
        if (sent < 0) return gone(errno);
        front.descriptors.clear();
        front.sent += static_cast<std::size_t>(sent);
        if (front.sent == front.data.size()) output_.pop_front();
    }
    return {};
}

Result<bool> Line::fill(bool with_descriptors) {
    std::array<std::uint8_t, 64 * 1024> block;  // NOLINT: filled by the kernel
    iovec part{block.data(), block.size()};
    msghdr head{};
    head.msg_iov = &part;
    head.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMostDescriptors)> control{};
    if (with_descriptors) {
        head.msg_control = control.data();
        head.msg_controllen = control.size();
    }
    const ssize_t got = ::recvmsg(socket_.get(), &head, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) return true;
    if (got < 0) return gone(errno);
    for (cmsghdr* part_head = CMSG_FIRSTHDR(&head); part_head != nullptr; part_head = CMSG_NXTHDR(&head, part_head)) {
        if (part_head->cmsg_level != SOL_SOCKET || part_head->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (part_head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(part_head) + i * sizeof(int), sizeof(int));
            arrived_.emplace_back(number);
        }
    }
    if (got == 0) return false;
    parser_.push(std::span{block}.first(static_cast<std::size_t>(got)));
    return true;
}

Result<std::optional<Message>> Line::wait(bool with_descriptors) {
    for (;;) {
        STRATUM_TRY(auto message, parser_.next());
        if (message) return message;
        STRATUM_TRY_VOID(wait_for(socket_.get(), POLLIN));
        STRATUM_TRY(const bool open, fill(with_descriptors));
        if (!open) return std::optional<Message>{};
    }
}

Result<void> Line::send_all() {
    for (;;) {
        STRATUM_TRY_VOID(flush());
        if (output_.empty()) return {};
        STRATUM_TRY_VOID(wait_for(socket_.get(), POLLOUT));
    }
}

os::Fd Line::take_descriptor() {
    if (arrived_.empty()) return {};
    os::Fd fd = std::move(arrived_.front());
    arrived_.pop_front();
    return fd;
}

}  // namespace stratum::media
